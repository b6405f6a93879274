import { Injectable } from '@nestjs/common';
import { mjd } from '@nightjar/astro';
import { currentTraceId, type Meta } from '@nightjar/bus';
import {
  newId,
  ProcessChanged,
  ProcessSucceeded,
  type DataProduct,
  type DocumentDatum,
  type Job,
  type LogLine,
  type PhotometryDatum,
  type Process,
  type ProductDeleted,
  type ReducedDatum,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import {
  groupName,
  productName,
  type MadeBefore,
  type MadeDatum,
  type MadeDocument,
  type MadeProduct,
  type PipelineResult,
} from '@nightjar/pipelines';
import { Clock, ProductStore, type Hears, type JobInHand } from '@nightjar/service-kit';
import { ChainStore } from './chain.store.js';
import { following } from './following.js';
import { Reductions } from './reductions.js';
import { PipelineStore, type ProcessRecord } from './pipeline.store.js';

/** What a process made and found. */
export type Success = Extract<PipelineResult, { outcome: 'succeeded' }>;

/** How long a process took, and the last lines of its log, to be written with its end. */
export interface Ending {
  readonly durationS: number;
  readonly lines: readonly LogLine[];
}

/** Leads processes from their making to their end; each change is told of in the transaction that makes it true. */
@Injectable()
export class PipelineService {
  constructor(
    private readonly database: Database,
    private readonly store: PipelineStore,
    private readonly files: ProductStore,
    private readonly chains: ChainStore,
    private readonly reductions: Reductions,
    private readonly clock: Clock,
  ) {}

  async found(id: string): Promise<ProcessRecord | null> {
    return this.store.found(id);
  }

  /** Takes a process for an attempt of its job. @returns false when there is nothing left to do for it */
  async begin(record: ProcessRecord): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      if (!(await this.store.begin(tx, record))) return false;
      await tx.emit(ProcessChanged, record.process);
      await this.chains.follow(tx, record.process);
      return true;
    });
  }

  /**
   * Puts the files a process made into the store; then outputs, their group, success and the end of its job become
   * true together, and what waits for it in a chain may start. @throws FencedOut when another runner has retaken the job
   */
  async succeed(
    job: JobInHand,
    record: ProcessRecord,
    { success, made }: { readonly success: Success; readonly made: MadeBefore },
    { durationS, lines }: Ending,
  ): Promise<void> {
    const { process } = record;
    const { documents = [] } = success;
    // a text of no target has no record to be on: it is kept as the file that it was
    const files = [...success.products, ...(process.target === null ? documents.map(fileOf) : [])];
    const products = await Promise.all(files.map((product) => this.keep(product, record)));
    const data = [
      ...success.data.map((datum) => measuredBy(process, datum)),
      ...documentsOf(process, documents, this.now()),
    ];
    const group = products.length === 0 ? null : { id: newId('grp'), name: groupName(process.identifier) };
    const done: Process = {
      ...process,
      ...{ state: 'SUCCEEDED', status: success.says, finished: this.now(), durationS, result: { ...success.facts } },
      ...{ outputs: [...products.map(namedProduct), ...data.map(namedDatum)], group },
    };
    const createdAt = done.finished ?? this.now();
    const removed = removalsOf(success.removed ?? [], made);
    await job.succeed(async (tx) => {
      await this.store.addLines(tx, done.id, lines);
      await this.change(
        tx,
        done,
        products.map((product) => ({ ...product, createdAt })),
      );
      await this.reductions.strikeOut(tx, removed, done.identifier);
      await tx.emit(ProcessSucceeded, { process: done, products, data, group, removed });
    });
  }

  /** Ends a process and its job for good; what waits for it in a chain is cancelled. */
  async fail(job: JobInHand, process: Process, because: string, { durationS, lines }: Ending): Promise<void> {
    const ended = { failureMessage: because, finished: this.now(), durationS };
    await job.fail(because, async (tx) => {
      await this.store.addLines(tx, process.id, lines);
      await this.change(tx, { ...process, state: 'FAILED', status: because, ...ended });
    });
  }

  /** A job was put back, revoked or given up: so is its process, in the same transaction. */
  async follow(tx: Transaction, job: Job): Promise<void> {
    const process = await this.store.ofJob(tx, job.id);
    if (process) await this.change(tx, following(process, job, this.now()));
  }

  /** A product is gone, whoever removed it. */
  async forget({ product, by }: Hears<typeof ProductDeleted>, meta: Meta): Promise<void> {
    const { id, process } = product;
    if (process === null) return;
    await this.database.once(meta, (tx) => this.reductions.strikeOut(tx, [{ process, products: [id] }], by));
  }

  private async keep(made: MadeProduct, { process, products }: ProcessRecord): Promise<Omit<DataProduct, 'createdAt'>> {
    const { file, type, mediaType, content, of, meta, tag } = made;
    const stored = await this.files.put(content);
    const observation = products.find(({ id }) => id === of)?.observation ?? null;
    return {
      ...{ id: newId('prd'), name: productName(process.identifier, file), type, mediaType, ...stored },
      ...{ target: process.target, observation, process: process.id, of, meta: { ...meta } },
      ...{ tags: tag ? [tag] : [], traceId: currentTraceId() },
    };
  }

  private async change(tx: Transaction, process: Process, made?: readonly DataProduct[]): Promise<void> {
    await this.store.save(tx, process, made);
    await tx.emit(ProcessChanged, process);
    await this.chains.follow(tx, process);
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

/** By the process that made them. */
function removalsOf(products: readonly string[], { goes }: MadeBefore): { process: string; products: string[] }[] {
  const wanted = new Set(products);
  const removals = new Map<string, string[]>();
  for (const { product, process } of goes)
    if (wanted.has(product.id)) removals.set(process.id, [...(removals.get(process.id) ?? []), product.id]);
  return Array.from(removals, ([process, gone]) => ({ process, products: gone }));
}

const fileOf = ({ file, text, tag, meta }: MadeDocument): MadeProduct => ({
  ...{ file, type: 'other', mediaType: 'text/plain', content: Buffer.from(text), of: null, tag, meta },
});

const namedProduct = ({ id, name, tags, type }: Omit<DataProduct, 'createdAt'>): Process['outputs'][number] => ({
  ...{ kind: 'data-product', id, name, tag: tags[0] ?? '', type },
});

const namedDatum = (datum: ReducedDatum): Process['outputs'][number] => ({
  ...{ kind: 'reduced-datum', id: datum.id },
  ...(datum.kind === 'document'
    ? { name: datum.source, tag: datum.tag }
    : { name: `${datum.filter} at ${datum.time}`, tag: datum.tag ?? '' }),
});

/** Texts for the record of the process's target, each by the name that its file would have. */
const documentsOf = (
  { id, identifier, target }: Process,
  made: readonly MadeDocument[],
  time: string,
): DocumentDatum[] =>
  target === null
    ? []
    : made.map(({ file, text, tag, meta }) => ({
        ...{ id: newId('dat'), target, kind: 'document', time, mjd: mjd(new Date(time)) },
        ...{ source: productName(identifier, file), text: keepable(text), tag, meta: { ...meta } },
        ...{ process: id, product: null, traceId: currentTraceId() },
      }));

/** PostgreSQL keeps no NUL in text, and JSON no half of a character. */
const keepable = (text: string): string => text.replace(/\0|\p{Cs}/gu, '');

function measuredBy({ id, target }: Process, datum: MadeDatum): PhotometryDatum {
  if (target === null) throw new RangeError('a value was measured of no target');
  return { ...datum, id: newId('dat'), target, process: id, traceId: currentTraceId() };
}
