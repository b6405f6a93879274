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
import { inputsFrom, type Sources } from './step-inputs.js';

const NOT_FINAL: Process['state'][] = ['WAITING', 'RUNNING', 'CANCELLING'];
/** Lines of a log in one answer. */
const LINES = 2000;

/** A process with what its runner needs beside the noun. */
export interface ProcessRecord {
  readonly process: Process;
  readonly products: readonly DataProduct[];
  /** Where its log goes on. */
  readonly nextLine: number;
  /** Sentences on what it was to work on and is not there. */
  readonly nothing: readonly string[];
}

/** All persistence of the pipeline. Methods that take a transaction belong to the caller's. */
@Injectable()
export class PipelineStore {
  constructor(private readonly database: Database) {}

  /** The identifier, or where it is taken the same with a number after it. Others that want one wait for the commit. */
  async untaken(tx: Transaction, identifier: string): Promise<string> {
    await tx.rows(`select pg_advisory_xact_lock(hashtextextended('pipeline identifier', 0))`);
    const [row] = await tx.rows<{ n: number }>(
      `select count(*)::int as n from (
         select identifier from pipeline.process union all select identifier from pipeline.chain) taken
       where identifier = ? or starts_with(identifier, ?)`,
      [identifier, `${identifier}-`],
    );
    return row?.n ? `${identifier}-${row.n + 1}` : identifier;
  }

  /**
   * @param products its inputs as the catalogue tells of them
   * @param beside.sources where they come from, where they are not known before it begins
   * @param beside.orderedAs what makes one process and no second one
   * @returns false when that one is there already
   */
  async add(
    tx: Transaction,
    process: Process,
    products: readonly DataProduct[],
    {
      sources = null,
      orderedAs = null,
    }: { readonly sources?: Sources | null; readonly orderedAs?: string | null } = {},
  ): Promise<boolean> {
    return (await insertNew(tx.em, ProcessRow, { ...process, products, made: [], sources, orderedAs })) > 0;
  }

  /** The process that was ordered under a word. */
  async orderedAs(orderedAs: string): Promise<Process | null> {
    return this.database.em.findOne(ProcessRow, { orderedAs });
  }

  async process(id: string): Promise<Process | null> {
    return this.database.em.findOne(ProcessRow, { id });
  }

  /**
   * Makes a process RUNNING in an attempt of its job, on what the steps before it made where it is to work on that.
   * Undefined when the process is over, or is not there.
   */
  async begin(
    tx: Transaction,
    id: string,
    { attempt, at, versions }: { attempt: number; at: string; versions: Process['provenance']['versions'] },
  ): Promise<ProcessRecord | undefined> {
    const known = await tx.em.findOne(ProcessRow, { id }, { populate: ['sources'], disableIdentityMap: true });
    if (!known) return undefined;
    const found = known.sources && (await this.found(tx, known.sources));
    const inputs = found?.products.map(({ id: input, sha256 }) => ({ id: input, sha256 })) ?? known.provenance.inputs;
    const provenance = { ...known.provenance, inputs, versions };
    const late = found && { products: found.products, inputs: inputs.map((input) => input.id) };
    const row = await tx.em
      .createQueryBuilder(ProcessRow)
      .update({
        state: 'RUNNING',
        status: 'begins',
        attempt,
        started: at,
        steps: [],
        durationS: null,
        provenance,
        ...late,
      })
      .where({ id, state: { $in: NOT_FINAL } })
      .returning('*')
      .getSingleResult();
    if (!row) return undefined;
    const last = await tx.em.findOne(LogRow, { process: id }, { orderBy: { offset: 'desc' } });
    const { products, made: _, sources: __, orderedAs: ___, ...process } = row;
    return { process, products, nextLine: last ? last.offset + 1 : 0, nothing: found?.nothing ?? [] };
  }

  /** What the sources of a process give: the processes they name are over, so it is the same in every attempt. */
  private async found(tx: Transaction, sources: Sources): Promise<ReturnType<typeof inputsFrom>> {
    const ids = sources.of.flatMap(({ from }) => from?.process ?? []);
    const rows = await tx.em.find(ProcessRow, { id: { $in: ids } }, { populate: ['made'], disableIdentityMap: true });
    return inputsFrom(sources, new Map(rows.map(({ id, made }) => [id, made])));
  }

  /** Writes what became of a process. That only the runner of its job does so is the job's fence's business. */
  async save(tx: Transaction, process: Process): Promise<void> {
    await tx.em.nativeUpdate(ProcessRow, { id: process.id }, outcomeOf(process));
  }

  /** Keeps what a process made, for the steps that work on it. */
  async keepMade(tx: Transaction, { id }: Process, made: readonly DataProduct[]): Promise<void> {
    await tx.em.nativeUpdate(ProcessRow, { id }, { made });
  }

  /** The process that a job runs, locked. */
  async ofJob(tx: Transaction, job: string): Promise<Process | null> {
    return tx.em.findOne(ProcessRow, { job }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  /** Writes lines of a log; a line that is there stays. */
  async addLines(tx: Transaction, process: string, lines: readonly LogLine[]): Promise<void> {
    await insertNew(tx.em, LogRow, ...lines.map((line) => ({ ...line, process })));
  }

  /** Newest first; the cursor is the last identifier of the page before. */
  async list({
    limit,
    cursor,
    input,
    inputs: oneOf,
    ...equal
  }: Takes<typeof ListProcesses>): Promise<Gives<typeof ListProcesses>> {
    const inputs = input === undefined ? undefined : { $contains: [input] };
    const working =
      oneOf === undefined ? {} : { [raw('jsonb_exists_any(inputs, ?::text[])', [`{${oneOf.join()}}`])]: true };
    return newestFirst(this.database, ProcessRow, { ...asked({ ...equal, inputs }), ...working }, { limit, cursor });
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
const outcomeOf = ({ state, status, failureMessage, finished, durationS, steps, outputs, group, result }: Process) => ({
  ...{ state, status, failureMessage, finished, durationS, steps, outputs, group, result },
});
