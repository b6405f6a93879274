import { LockMode, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import {
  Refusal,
  type DataProduct,
  type Gives,
  type GetProcessLog,
  type ListProcesses,
  type LogLine,
  type Process,
  type Takes,
} from '@nightjar/contracts';
import { asked, Database, insertNew, newestFirst, type Transaction } from '@nightjar/persistence';
import { LogRow, ProcessRow } from './pipeline.entities.js';

const NOT_FINAL: Process['state'][] = ['WAITING', 'RUNNING', 'CANCELLING'];
/** Lines of a log in one answer. */
const LINES = 2000;

/** A process with what its runner needs beside the noun. */
export interface ProcessRecord {
  readonly process: Process;
  readonly products: readonly DataProduct[];
  readonly params: unknown;
  readonly chainRest: readonly string[];
  /** Where its log goes on. */
  readonly nextLine: number;
}

/** All persistence of the pipeline. Methods that take a transaction belong to the caller's. */
@Injectable()
export class PipelineStore {
  constructor(private readonly database: Database) {}

  async nextNumber(tx: Transaction): Promise<number> {
    const [row] = await tx.rows<{ n: string }>(`select nextval('pipeline.process_number') as n`);
    return Number(row?.n);
  }

  /** @returns false when this cause has made a process of this pipeline before */
  async add(
    tx: Transaction,
    process: Process,
    cause: string,
    products: readonly DataProduct[],
    chainRest: readonly string[],
  ): Promise<boolean> {
    return (await insertNew(tx.em, ProcessRow, { ...process, cause, products, params: {}, chainRest })) > 0;
  }

  async process(id: string): Promise<Process | null> {
    return this.database.em.findOne(ProcessRow, { id });
  }

  /**
   * Makes a process RUNNING in a new attempt. The number of the attempt is the fence: who holds an older one can
   * write nothing any more. Undefined when the process is over, or is not there.
   */
  async begin(tx: Transaction, id: string, at: string): Promise<ProcessRecord | undefined> {
    const row = await tx.em
      .createQueryBuilder(ProcessRow)
      .update({
        state: 'RUNNING',
        status: 'begins',
        attempt: raw('attempt + 1'),
        startedAt: at,
        steps: [],
        durationS: null,
      })
      .where({ id, state: { $in: ['WAITING', 'RUNNING'] } })
      .returning('*')
      .getSingleResult();
    if (!row) return undefined;
    const last = await tx.em.findOne(LogRow, { process: id }, { orderBy: { offset: 'desc' } });
    const { products, params, chainRest, cause: _, ...process } = row;
    return { process, products, params, chainRest, nextLine: last ? last.offset + 1 : 0 };
  }

  /** Writes what became of a running process. @returns false when another attempt has begun since */
  async save(tx: Transaction, process: Process): Promise<boolean> {
    const mine = { id: process.id, state: 'RUNNING' as const, attempt: process.attempt };
    return (await tx.em.nativeUpdate(ProcessRow, mine, outcomeOf(process))) > 0;
  }

  /** The same whoever runs it. */
  async saveAnyway(tx: Transaction, process: Process): Promise<void> {
    await tx.em.nativeUpdate(ProcessRow, { id: process.id, state: NOT_FINAL }, outcomeOf(process));
  }

  /** Writes lines of a log; a line that is there stays. */
  async addLines(tx: Transaction, process: string, lines: readonly LogLine[]): Promise<void> {
    await insertNew(tx.em, LogRow, ...lines.map((line) => ({ ...line, process })));
  }

  /** Processes that are not over although their job lies among the dead letters, with the reason; locked. */
  async buried(tx: Transaction): Promise<{ process: Process; reason: string }[]> {
    const letters = await tx.rows<{ id: string; reason: string }>(
      `select p.id, d.reason from pipeline.dead_letter d join pipeline.process p on p.id = d.payload->>'process'
       where p.state = any(?::text[])`,
      [`{${NOT_FINAL.join(',')}}`],
    );
    const found: { process: Process; reason: string }[] = [];
    for (const { id, reason } of letters) {
      const lockMode = LockMode.PESSIMISTIC_PARTIAL_WRITE;
      const process = await tx.em.findOne(ProcessRow, { id, state: NOT_FINAL }, { lockMode });
      if (process) found.push({ process, reason });
    }
    return found;
  }

  /** Newest first; the cursor is the last identifier of the page before. */
  async list({ limit, cursor, input, ...equal }: Takes<typeof ListProcesses>): Promise<Gives<typeof ListProcesses>> {
    const inputs = input === undefined ? undefined : { $contains: [input] };
    return newestFirst(this.database, ProcessRow, asked({ ...equal, inputs }), { limit, cursor });
  }

  /** @throws Refusal `not_found` */
  async log({ id, offset }: Takes<typeof GetProcessLog>): Promise<Gives<typeof GetProcessLog>> {
    if ((await this.database.em.count(ProcessRow, { id })) === 0)
      throw new Refusal('not_found', `there is no process ${id}`);
    const lines = await this.database.em.find(
      LogRow,
      { process: id, offset: { $gte: offset } },
      { orderBy: { offset: 'asc' }, limit: LINES, disableIdentityMap: true },
    );
    return { lines: lines.map((line) => ({ ...line })), nextOffset: (lines.at(-1)?.offset ?? offset - 1) + 1 };
  }
}

/** What changes in the course of an attempt. */
const outcomeOf = ({ state, status, failureMessage, finishedAt, durationS, steps, outputs, result }: Process) => ({
  ...{ state, status, failureMessage, finishedAt, durationS, steps, outputs, result },
});
