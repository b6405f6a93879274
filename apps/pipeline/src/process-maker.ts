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
import { PipelineStore } from './pipeline.store.js';
import type { Sources } from './step-inputs.js';

/** The job that runs the processes of a queue. */
export const jobs = [InspectJob, PhotometryJob, SiteJob];

/** Where a process comes from. */
export interface Origin {
  readonly startedBy: string;
  /** A person, a rule, a chain: in words. */
  readonly cause: string;
  readonly priority: number;
  readonly chain?: string | null;
  /** Jobs that must have succeeded before. */
  readonly after?: readonly string[];
  /** What makes one process and no second one; absent: nothing. */
  readonly orderedAs?: string | null;
}

/** What an order that may be repeated is known by: two people may choose the same word. */
export const orderedBy = (actor: string, once: string | undefined): string | null =>
  once === undefined ? null : `${actor} as ${once}`;

/** Makes processes and their jobs, in the transaction of who wants them. */
@Injectable()
export class ProcessMaker {
  constructor(
    private readonly store: PipelineStore,
    private readonly clock: Clock,
  ) {}

  async make(
    tx: Transaction,
    { pipeline, flags, params }: Granted,
    { target, products, sources }: Material & { readonly sources?: Sources },
    { startedBy, cause, priority, chain = null, after = [], orderedAs = null }: Origin,
  ): Promise<Process> {
    const job = jobs.find(({ queue }) => queue.name === pipeline.queue) as JobContract | undefined;
    if (!job) throw new RangeError(`no job runs the queue ${pipeline.queue}`);
    const created = this.clock.now().toISOString();
    const id = newId('prc');
    const jobId = newId('job');
    const process: Process = {
      ...{ id, identifier: await this.identifier(tx, pipeline.shortName, target, created) },
      ...{ pipeline: pipeline.name, queue: pipeline.queue, job: jobId, target },
      ...{ state: 'WAITING', status: 'waits for its turn', failureMessage: null, attempt: 0 },
      ...{ created, started: null, finished: null, durationS: null, steps: [] },
      ...{ flags: { ...flags }, params: { ...params }, inputs: products.map((product) => product.id) },
      ...{ outputs: [], group: null, startedBy, cause, chain, result: {} },
      provenance: { inputs: products.map(({ id: input, sha256 }) => ({ id: input, sha256 })), versions: null },
      traceId: currentTraceId(),
    };
    if (!(await this.store.add(tx, process, products, { sources: sources ?? null, orderedAs })))
      throw new Error(`${process.identifier} was ordered before`);
    await tx.emit(ProcessChanged, process);
    await tx.enqueue(job, { process: id }, { id: jobId, priority, after });
    return process;
  }

  /** As tom_education names them, and one of its own for each of many that are made in the same second. */
  private async identifier(tx: Transaction, shortName: string, target: string | null, at: string): Promise<string> {
    return this.store.untaken(tx, `${shortName}_${target ?? 'none'}_${at.slice(0, 19).replaceAll(/\D/g, '')}`);
  }
}
