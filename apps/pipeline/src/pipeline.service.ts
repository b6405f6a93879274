import { Injectable } from '@nestjs/common';
import { currentTraceId, type Meta } from '@nightjar/bus';
import {
  InspectJob,
  newId,
  PhotometryJob,
  ProcessChanged,
  ProcessSucceeded,
  type DataProduct,
  type Job,
  type Process,
  type ReducedDatum,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { pipelineNamed, type MadeDatum, type MadeProduct, type PipelineResult } from '@nightjar/pipelines';
import { Clock, ProductStore, type JobInHand } from '@nightjar/service-kit';
import { following } from './following.js';
import { PipelineStore, type ProcessRecord } from './pipeline.store.js';

/** The job that runs the processes of a queue. */
const jobs: Readonly<Record<string, typeof InspectJob | typeof PhotometryJob>> = {
  [InspectJob.queue.name]: InspectJob,
  [PhotometryJob.queue.name]: PhotometryJob,
};

/** A frame of a target, which an alert is waiting for, goes ahead of one that was taken for the record. */
const TARGET_PRIORITY = 10;

/** What a process made and found. */
export type Success = Extract<PipelineResult, { outcome: 'succeeded' }>;

/** Makes processes and ends them; each change is told of in the transaction that makes it true. */
@Injectable()
export class PipelineService {
  constructor(
    private readonly database: Database,
    private readonly store: PipelineStore,
    private readonly files: ProductStore,
    private readonly clock: Clock,
  ) {}

  /** A frame is inspected; one of a target is measured too, once it has been inspected. */
  async productAdded(product: DataProduct, meta: Meta): Promise<void> {
    if (product.type !== 'frame') return;
    const chain = product.target ? ['inspect', 'photometry'] : ['inspect'];
    await this.database.once(meta, (tx) => this.create(tx, chain, product.id, [product]));
  }

  /** Whose process it is; null for a process of no target, or none at all. */
  async targetOf(id: string): Promise<string | null> {
    return (await this.store.process(id))?.target ?? null;
  }

  /** Takes a process for an attempt of its job. @returns undefined when there is nothing left to do for it */
  async begin(id: string, attempt: number): Promise<ProcessRecord | undefined> {
    return this.database.transaction(async (tx) => {
      const record = await this.store.begin(tx, id, attempt, this.now());
      if (record) await tx.emit(ProcessChanged, record.process);
      return record;
    });
  }

  /**
   * Puts the files a process made into the store; then outputs, success, the end of its job and the next process of the
   * chain become true together. @throws FencedOut when another runner has retaken the job
   */
  async succeed(
    job: JobInHand,
    record: ProcessRecord,
    { says, facts, ...made }: Success,
    durationS: number,
  ): Promise<void> {
    const { process, chainRest } = record;
    const products = await Promise.all(made.products.map((product) => this.keep(product, record)));
    const data = made.data.map((datum) => measuredBy(process, datum));
    const done: Process = {
      ...process,
      ...{ state: 'SUCCEEDED', status: says, finishedAt: this.now(), durationS, result: { ...facts } },
      outputs: [
        ...products.map(({ id, name }) => ({ kind: 'data-product' as const, id, name })),
        ...data.map(({ id, filter, time }) => ({ kind: 'reduced-datum' as const, id, name: `${filter} at ${time}` })),
      ],
    };
    await job.succeed(async (tx) => {
      await this.change(tx, done);
      await tx.emit(ProcessSucceeded, { process: done, products, data });
      await this.create(tx, chainRest, record.products[0]?.id ?? process.id, record.products);
    });
  }

  /** Ends a process and its job for good; what would have followed it in its chain is not made. */
  async fail(job: JobInHand, process: Process, because: string, durationS: number): Promise<void> {
    const ended = { failureMessage: because, finishedAt: this.now(), durationS };
    await job.fail(because, (tx) => this.change(tx, { ...process, state: 'FAILED', status: because, ...ended }));
  }

  /** A job was put back, revoked or given up: so is its process, in the same transaction. */
  async follow(tx: Transaction, job: Job): Promise<void> {
    const process = await this.store.ofJob(tx, job.id);
    if (process) await this.change(tx, following(process, job, this.now()));
  }

  private async keep(made: MadeProduct, { process, products }: ProcessRecord): Promise<Omit<DataProduct, 'createdAt'>> {
    const { file, type, mediaType, content, of, meta } = made;
    const stored = await this.files.put(content);
    const observation = products.find(({ id }) => id === of)?.observation ?? null;
    return {
      ...{ id: newId('prd'), name: `${process.identifier}_${file}`, type, mediaType, ...stored },
      ...{
        target: process.target,
        observation,
        process: process.id,
        of,
        meta: { ...meta },
        tags: [],
        traceId: currentTraceId(),
      },
    };
  }

  private async change(tx: Transaction, process: Process): Promise<void> {
    await this.store.save(tx, process);
    await tx.emit(ProcessChanged, process);
  }

  /** Makes the first process of a chain, unless this cause has made it before, and its job. */
  private async create(
    tx: Transaction,
    [name, ...rest]: readonly string[],
    cause: string,
    products: readonly DataProduct[],
  ): Promise<void> {
    const pipeline = name === undefined ? undefined : pipelineNamed(name);
    if (!pipeline) return;
    const job = jobs[pipeline.queue];
    if (!job) throw new RangeError(`no job runs the queue ${pipeline.queue}`);
    const createdAt = this.now();
    const jobId = newId('job');
    const process: Process = {
      ...{ id: newId('prc'), identifier: await this.identifier(tx, pipeline.name, createdAt), pipeline: pipeline.name },
      ...{
        queue: pipeline.queue,
        job: jobId,
        target: products[0]?.target ?? null,
        state: 'WAITING',
        status: 'waits for its turn',
      },
      ...{ failureMessage: null, attempt: 0, createdAt, startedAt: null, finishedAt: null, durationS: null, steps: [] },
      ...{ inputs: products.map(({ id }) => id), outputs: [], result: {}, traceId: currentTraceId() },
    };
    if (!(await this.store.add(tx, process, cause, products, rest))) return;
    await tx.emit(ProcessChanged, process);
    const priority = process.target === null ? 0 : TARGET_PRIORITY;
    await tx.enqueue(job, { process: process.id }, { id: jobId, priority });
  }

  /** For people: pipeline, second and a number that no other process has. */
  private async identifier(tx: Transaction, pipeline: string, at: string): Promise<string> {
    const [day, time] = [at.slice(0, 10).replaceAll('-', ''), at.slice(11, 19).replaceAll(':', '')];
    return `${pipeline}-${day}-${time}-${await this.store.nextNumber(tx)}`;
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

function measuredBy({ id, target }: Process, datum: MadeDatum): ReducedDatum {
  if (target === null) throw new RangeError('a value was measured of no target');
  return { ...datum, id: newId('dat'), target, process: id, traceId: currentTraceId() };
}
