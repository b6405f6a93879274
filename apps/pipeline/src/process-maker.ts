import { Injectable } from '@nestjs/common';
import { currentTraceId } from '@nightjar/bus';
import {
  InspectJob,
  newId,
  PhotometryJob,
  ProcessChanged,
  SiteJob,
  type JobContract,
  type Process,
} from '@nightjar/contracts';
import type { Transaction } from '@nightjar/persistence';
import { Clock } from '@nightjar/service-kit';
import type { Granted, Material } from './intake.js';
import { PipelineStore, type Draft } from './pipeline.store.js';
import type { Sources } from './step-inputs.js';

/** The job that runs the processes of a queue. */
export const jobs = [InspectJob, PhotometryJob, SiteJob];

/** Where a process comes from. */
export interface Origin {
  readonly startedBy: string;
  /** A person, a rule, a chain: in words. */
  readonly cause: string;
  readonly chain?: string | null;
  /** What makes one process and no second one; absent: nothing. */
  readonly orderedAs?: string | null;
}

/** How the job of a process is put into its queue. */
export interface Turn {
  readonly priority: number;
  /** Jobs that must have succeeded before. */
  readonly after?: readonly string[];
}

/** What an order that may be repeated is known by: two people may choose the same word. */
export const orderedBy = (actor: string, once: string | undefined): string | null =>
  once === undefined ? null : `${actor} as ${once}`;

/** As tom_education names them; of several made in one second each then gets one of its own. */
export const nameOf = (shortName: string, target: string | null, at: string): string =>
  `${shortName}_${target ?? 'none'}_${at.slice(0, 19).replaceAll(/\D/g, '')}`;

/** Makes processes and their jobs, in the transaction of who wants them. */
@Injectable()
export class ProcessMaker {
  constructor(
    private readonly store: PipelineStore,
    private readonly clock: Clock,
  ) {}

  /** Makes one. @throws Error where one was ordered under the same word before */
  async make(tx: Transaction, granted: Granted, material: Material, origin: Origin & Turn): Promise<Process> {
    const at = this.clock.now().toISOString();
    const [identifier = ''] = await this.store.untaken(tx, [nameOf(granted.pipeline.shortName, material.target, at)]);
    const draft = draftOf({ identifier, at }, granted, material, origin);
    await this.place(tx, [{ draft, turn: origin }]);
    return draft.process;
  }

  /** Makes what was drafted, in this order: one may only come after one that stands before it. */
  async place(tx: Transaction, all: readonly { readonly draft: Draft; readonly turn: Turn }[]): Promise<void> {
    const added = await this.store.add(
      tx,
      all.map(({ draft }) => draft),
    );
    if (added < all.length) throw new Error(`${all[0]?.draft.process.identifier} was ordered before`);
    for (const { draft, turn } of all) {
      const { process } = draft;
      const { priority, after = [] } = turn;
      await tx.emit(ProcessChanged, process);
      await tx.enqueue(jobOf(process), { process: process.id }, { id: process.job ?? undefined, priority, after });
    }
  }
}

/** A process that waits, with identifiers of its own and of its job; nothing is written yet. */
export function draftOf(
  { identifier, at }: { readonly identifier: string; readonly at: string },
  { pipeline, flags, params }: Granted,
  { target, products, sources = null }: Material & { readonly sources?: Sources | null },
  { startedBy, cause, chain = null, orderedAs = null }: Origin,
): Draft {
  const process: Process = {
    ...{ id: newId('prc'), identifier, pipeline: pipeline.name, queue: pipeline.queue, job: newId('job'), target },
    ...{ state: 'WAITING', status: 'waits for its turn', failureMessage: null, attempt: 0 },
    ...{ created: at, started: null, finished: null, durationS: null, steps: [] },
    ...{ flags: { ...flags }, params: { ...params }, inputs: products.map((product) => product.id) },
    ...{ outputs: [], group: null, startedBy, cause, chain, result: {} },
    provenance: { inputs: products.map(({ id: input, sha256 }) => ({ id: input, sha256 })), versions: null },
    traceId: currentTraceId(),
  };
  return { process, products, sources, orderedAs };
}

function jobOf({ queue: wanted }: Process): JobContract {
  const job = jobs.find(({ queue }) => queue.name === wanted);
  if (!job) throw new RangeError(`no job runs the queue ${wanted}`);
  return job;
}
