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
import { thereOf } from './there-of.js';
import { inputsFrom, type Sources } from './step-inputs.js';

const NOT_FINAL: Process['state'][] = ['WAITING', 'RUNNING', 'CANCELLING'];
/** Lines of a log in one answer. */
const LINES = 2000;

/** A process with what its runner needs beside the noun. */
export interface ProcessRecord {
  readonly process: Process;
  readonly products: readonly DataProduct[];
  /** Where its log goes on. Whoever had the job before can write no more lines. */
  readonly nextLine: number;
  /** Whether its inputs are known only since the steps before it are over. */
  readonly late: boolean;
  /** Sentences on what it was to work on and is not there. */
  readonly nothing: readonly string[];
}

/** A process that is to be, with what is kept beside the noun. */
export interface Draft {
  readonly process: Process;
  /** Its inputs as the catalogue tells of them. */
  readonly products: readonly DataProduct[];
  /** Where they come from, where they are not known before it begins. */
  readonly sources: Sources | null;
  /** What makes one process and no second one; null: nothing. */
  readonly orderedAs: string | null;
}

/** One field, as far as that is known: what a target is seen in. */
export interface FilterOfTarget {
  readonly target: string;
  /** As inspection names it. */
  readonly filter: string;
}

/** A frame that was measured, with its files. */
export interface Measurement {
  readonly process: string;
  readonly products: readonly DataProduct[];
  readonly made: readonly DataProduct[];
}

/** The pipeline that finds out where a frame looks. */
export const MEASURES = 'photometry';

const measured = ({ target, filter }: FilterOfTarget) => ({
  ...{ pipeline: MEASURES, state: 'SUCCEEDED' as const, target },
  [raw(`result->>'filter'`)]: filter,
});

/** All persistence of the pipeline. Methods that take a transaction belong to the caller's. */
@Injectable()
export class PipelineStore {
  constructor(private readonly database: Database) {}

  /** Each identifier, or where it is taken the same with a number after it. Others that want one wait for the commit. */
  async untaken(tx: Transaction, identifiers: readonly string[]): Promise<string[]> {
    await tx.rows(`select pg_advisory_xact_lock(hashtextextended('pipeline identifier', 0))`);
    const names = [...new Set(identifiers)];
    const counts = names.map(
      () => '(select count(*)::int from taken where identifier = ? or starts_with(identifier, ?))',
    );
    const [row] = await tx.rows<{ counts: number[] }>(
      `with taken as not materialized (
         select identifier from pipeline.process union all select identifier from pipeline.chain)
       select array[${counts.join()}] as counts`,
      names.flatMap((name) => [name, `${name}-`]),
    );
    const taken = new Map(names.map((name, i) => [name, row?.counts[i] ?? 0]));
    return identifiers.map((name) => {
      const before = taken.get(name) ?? 0;
      taken.set(name, before + 1);
      return before === 0 ? name : `${name}-${before + 1}`;
    });
  }

  /** @returns how many are new: one that was ordered before stays as it is */
  async add(tx: Transaction, drafts: readonly Draft[]): Promise<number> {
    const rows = drafts.map(({ process, ...beside }) => ({ ...process, ...beside, made: [] }));
    return insertNew(tx.em, ProcessRow, ...rows);
  }

  /** The process that was ordered under a word. */
  async orderedAs(orderedAs: string): Promise<Process | null> {
    return this.database.em.findOne(ProcessRow, { orderedAs });
  }

  async process(id: string): Promise<Process | null> {
    return this.database.em.findOne(ProcessRow, { id });
  }

  /** A process as its runner finds it, with what the steps before it made where it is to work on that. */
  async found(id: string): Promise<ProcessRecord | null> {
    const row = await this.database.em.findOne(
      ProcessRow,
      { id },
      { populate: ['products', 'sources', 'nextLine'], disableIdentityMap: true },
    );
    if (!row) return null;
    const { products, sources, nextLine: next, made: _, orderedAs: __, ...process } = { ...row };
    const nextLine = next ?? 0;
    if (!sources) return { process: workingOn(process, products), products, nextLine, late: false, nothing: [] };
    const came = await this.given(sources);
    const knowing = workingOn(process, came.products);
    return { process: knowing, products: came.products, nextLine, late: true, nothing: came.nothing };
  }

  /** Writes down that a process runs in an attempt of its job. @returns false when it is over */
  async begin(tx: Transaction, { process, products, late }: ProcessRecord): Promise<boolean> {
    const { id, state, status, attempt, started, steps, durationS, inputs, provenance } = process;
    const begun = { state, status, attempt, started, steps, durationS, inputs, provenance };
    const goesOn = { id, state: { $in: NOT_FINAL } };
    return (await tx.em.nativeUpdate(ProcessRow, goesOn, { ...begun, ...(late && { products }) })) > 0;
  }

  /** What the sources of a process give: the processes they name are over, so it is the same in every attempt. */
  private async given(sources: Sources): Promise<ReturnType<typeof inputsFrom>> {
    const ids = sources.of.flatMap(({ from }) => from?.process ?? []);
    const rows = await this.database.em.find(
      ProcessRow,
      { id: { $in: ids } },
      { populate: ['made'], disableIdentityMap: true },
    );
    return inputsFrom(sources, new Map(rows.map((row) => [row.id, thereOf(row)])));
  }

  /**
   * Writes what became of a process. That only the runner of its job does so is the job's fence's business.
   * @param made what it made, kept for the steps that work on it
   */
  async save(tx: Transaction, process: Process, made?: readonly DataProduct[]): Promise<void> {
    await tx.em.nativeUpdate(ProcessRow, { id: process.id }, { ...outcomeOf(process), ...(made && { made }) });
  }

  /** The process that a job runs, locked. */
  async ofJob(tx: Transaction, job: string): Promise<Process | null> {
    return tx.em.findOne(ProcessRow, { job }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  /** Writes lines of a log; a line that is there stays. */
  async addLines(tx: Transaction, process: string, lines: readonly LogLine[]): Promise<void> {
    await insertNew(tx.em, LogRow, ...lines.map((line) => ({ ...line, process })));
  }

  /** How often frames of a target were measured in a filter. */
  async timesMeasured(at: FilterOfTarget): Promise<number> {
    return this.database.em.count(ProcessRow, measured(at));
  }

  /** The newest measurements of frames of a target in a filter, newest first: what each worked on and what it made. */
  async measurements(at: FilterOfTarget, atMost: number): Promise<Measurement[]> {
    const rows = await this.database.em.find(ProcessRow, measured(at), {
      ...{ populate: ['products', 'made'], orderBy: { id: 'desc' }, limit: atMost, disableIdentityMap: true },
    });
    return rows.map(({ id, products, made }) => ({ process: id, products, made }));
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

/** As an attempt begins: what an earlier one came to work on beside its inputs, this one may not. */
function workingOn(process: Process, products: readonly DataProduct[]): Process {
  const inputs = products.map(({ id, sha256 }) => ({ id, sha256 }));
  return { ...process, inputs: inputs.map(({ id }) => id), provenance: { ...process.provenance, inputs } };
}

/** A record as it is from the first moment of an attempt of its job. */
export function begun(
  record: ProcessRecord,
  { attempt, at, versions }: { attempt: number; at: string; versions: Process['provenance']['versions'] },
): ProcessRecord {
  const { process } = record;
  const fresh = { state: 'RUNNING' as const, status: 'begins', attempt, started: at, steps: [], durationS: null };
  return { ...record, process: { ...process, ...fresh, provenance: { ...process.provenance, versions } } };
}

/** What changes in the course of an attempt. */
const outcomeOf = (process: Process) => {
  const { state, status, failureMessage, finished, durationS, steps, outputs, group, result } = process;
  const { inputs, provenance } = process;
  return { state, status, failureMessage, finished, durationS, steps, outputs, group, result, inputs, provenance };
};
