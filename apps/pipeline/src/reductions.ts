import { LockMode, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { ProcessChanged, type Process, type ProcessSucceeded } from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { madeOf, nothingMade, type EarlierProcess, type MadeBefore } from '@nightjar/pipelines';
import { Clock, type Hears } from '@nightjar/service-kit';
import { ProcessRow } from './pipeline.entities.js';
import { thereOf } from './there-of.js';

/** What one process made and another has removed. */
type Removal = Hears<typeof ProcessSucceeded>['removed'][number];

/** Knows what processes made of what, and of what was made what is gone. */
@Injectable()
export class Reductions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What reductions made of frames, as far as it is still there, and why none of it may go now. */
  async madeOf(frames: readonly string[], but?: string): Promise<MadeBefore> {
    const processes = new Map<string, EarlierProcess>();
    let made = nothingMade;
    for (let asked = new Set<string>(), next = [...frames]; next.length > 0;) {
      for (const process of await this.worked(next)) processes.set(process.id, process);
      asked = new Set([...asked, ...next]);
      made = madeOf(frames, [...processes.values()]);
      next = made.goes.flatMap(({ product }) => (asked.has(product.id) ? [] : product.id));
    }
    const inUse = await this.inUse(frames, made, but);
    return inUse === undefined ? made : { ...made, inUse };
  }

  /** Writes down that products are gone; the processes that made them keep everything else that is known of them. */
  async strikeOut(tx: Transaction, removals: readonly Removal[], by: string): Promise<void> {
    if (removals.length === 0) return;
    const gone = new Set(removals.flatMap(({ products }) => products));
    const rows = await tx.em.find(
      ProcessRow,
      { id: { $in: removals.map(({ process }) => process) } },
      { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true },
    );
    const removed = { at: this.clock.now().toISOString(), by };
    for (const process of rows) {
      const isNew = ({ id, removed: before }: Process['outputs'][number]): boolean => gone.has(id) && !before;
      if (!process.outputs.some(isNew)) continue;
      const outputs = process.outputs.map((output) => (isNew(output) ? { ...output, removed } : output));
      await tx.em.nativeUpdate(ProcessRow, { id: process.id }, { outputs });
      await tx.emit(ProcessChanged, { ...process, outputs });
    }
  }

  private async worked(inputs: readonly string[]): Promise<EarlierProcess[]> {
    const rows = await this.database.em.find(
      ProcessRow,
      { state: 'SUCCEEDED', [worksOnAny(inputs)]: true },
      { populate: ['made'], orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    return rows.map((row) => ({ id: row.id, identifier: row.identifier, inputs: row.inputs, made: thereOf(row) }));
  }

  /** What runs on the frames makes more of them; what waits for something that goes would not find it. */
  private async inUse(frames: readonly string[], { goes }: MadeBefore, but = ''): Promise<string | undefined> {
    const gone = [...new Set(goes.map(({ product }) => product.id))];
    const makers = [...new Set(goes.map(({ process }) => process.id))];
    const running = { state: { $in: RUNS }, [worksOnAny(frames)]: true };
    const needing = {
      state: { $in: [...RUNS, 'WAITING' as const] },
      $or: [{ [worksOnAny(gone)]: true }, { [awaits(makers)]: true }],
    };
    const [process] = await this.database.em.find(
      ProcessRow,
      { id: { $ne: but }, $or: [running, needing] },
      { fields: ['identifier', 'state'], orderBy: { id: 'asc' }, limit: 1, disableIdentityMap: true },
    );
    if (!process) return undefined;
    const does = process.state === 'WAITING' ? 'waits to work on what was made of it' : 'works on it';
    return `${process.identifier} ${does}: wait for its end, or cancel it first.`;
  }
}

const RUNS: Process['state'][] = ['RUNNING', 'CANCELLING'];

const worksOnAny = (products: readonly string[]) =>
  raw('jsonb_exists_any(inputs, ?::text[])', [`{${products.join()}}`]);

const awaits = (processes: readonly string[]) =>
  raw(
    `exists (select from jsonb_array_elements(coalesce(sources->'of', '[]')) source
       where source->'from'->>'process' = any(?::text[]))`,
    [`{${processes.join()}}`],
  );
