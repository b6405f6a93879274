import { Injectable } from '@nestjs/common';
import type { Process } from '@nightjar/contracts';
import {
  nothingMade,
  type MadeBefore,
  type PipelineListing,
  type PipelineResult,
  type PipelineTarget,
} from '@nightjar/pipelines';
import { versionsOf } from '@nightjar/programs';
import { Clock, Log, VERSION, Vitals, type JobInHand, type JobMeta } from '@nightjar/service-kit';
import { versions } from 'node:process';
import { Journals, type Journal } from './journal.js';
import { Lookup } from './lookup.js';
import { measured } from './measured.js';
import { PipelineService } from './pipeline.service.js';
import { begun, type ProcessRecord } from './pipeline.store.js';
import type { Edition } from './edition.js';
import { Reductions } from './reductions.js';
import { Shelf } from './shelf.js';
import { Workbench, type Subject } from './workbench.js';

/** Runs processes on the workbench and writes down how each one went and ended. */
@Injectable()
export class ProcessRunner {
  constructor(
    private readonly service: PipelineService,
    private readonly journals: Journals,
    private readonly lookup: Lookup,
    private readonly reductions: Reductions,
    private readonly shelf: Shelf,
    private readonly bench: Workbench,
    private readonly vitals: Vitals,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Runs a process to its end, unless it is over already.
   * @throws its fault; what becomes of the process is then decided with its job
   */
  async run(id: string, meta: JobMeta): Promise<void> {
    const [found, shelf] = await Promise.all([this.service.found(id), this.shelf.look()]);
    // asked before it begins: while the catalogue is away the process only waits
    const [subject, versions] = found
      ? await Promise.all([this.subjectOf(found.process, shelf), versionsFor(found.process, shelf)])
      : [nothing, undefined];
    if (!found || !versions) return this.log.info(`there is no process ${id} any more`);
    const at = this.clock.now().toISOString();
    const record = begun(found, { attempt: meta.job.attempt, at, versions });
    const ended = this.vitals.running(record.process.identifier);
    try {
      await this.attempt(record, subject, meta);
    } finally {
      ended();
    }
  }

  /** Starts its programs while it is written down that it has begun; where that is not true they are ended at once. */
  private async attempt(record: ProcessRecord, subject: Subject, meta: JobMeta): Promise<void> {
    const unbegun = new AbortController();
    const begins = this.service.begin(record);
    begins.then(
      (is) => is || unbegun.abort(new Error('it is over')),
      (fault: unknown) => unbegun.abort(fault),
    );
    const signal = AbortSignal.any([meta.signal, unbegun.signal]);
    try {
      await this.work(record, subject, { ...meta, signal }, begins);
    } catch (fault) {
      if (await begins) throw fault;
    }
    if (!(await begins)) this.log.info(`${record.process.identifier} has nothing left to be done`);
  }

  private async work(record: ProcessRecord, subject: Subject, meta: JobMeta, begins: Promise<boolean>): Promise<void> {
    const { process, products } = record;
    const startedMs = performance.now();
    const durationS = (): number => (performance.now() - startedMs) / 1000;
    const journal = this.journals.open(record, begins);
    journal.log(`${process.pipeline} of ${products.map(({ name }) => name).join(', ')}, attempt ${process.attempt}`);
    for (const says of record.nothing) journal.log(says, 'warn');
    let came: PipelineResult | undefined;
    try {
      await this.bench.run(record, subject, { witness: journal, signal: meta.signal }, async (result) => {
        came = result;
        if (!(await begins)) return;
        await this.conclude(record, { result, made: subject.made }, journal, meta.job, durationS());
        this.note(record, subject.target, result);
      });
    } catch (fault) {
      // how it ended is written down; what is left in the folder is no fault of the process
      if (meta.job.over)
        return this.log.warn(`the folder of ${process.identifier} is not removed: ${firstLine(fault)}`);
      if (came || !(await begins)) throw fault;
      journal.log(firstLine(fault), 'error');
      // Where the job is no longer ours this is refused: another writes the log then.
      await journal.settled().catch(() => undefined);
      throw fault;
    }
  }

  private async conclude(
    record: ProcessRecord,
    { result, made }: { readonly result: PipelineResult; readonly made: MadeBefore },
    journal: Journal,
    job: JobInHand,
    durationS: number,
  ): Promise<void> {
    if (result.outcome === 'failed') {
      const lines = await journal.end(result.because, 'error');
      return this.service.fail(job, journal.process, result.because, { durationS, lines });
    }
    const lines = await journal.end(result.says);
    await this.service.succeed(
      job,
      { ...record, process: journal.process },
      { success: result, made },
      { durationS, lines },
    );
  }

  /** A line for whoever follows the night. A fault is told by the bus, with its try. */
  private note({ process, products }: ProcessRecord, target: PipelineTarget | null, result: PipelineResult): void {
    const facts = { process: process.identifier };
    if (result.outcome === 'failed') {
      const frames = products.map(({ name }) => name).join(', ');
      return this.log.warn(`${process.pipeline} of ${frames} failed: ${result.because}`, facts);
    }
    for (const datum of result.data) this.log.info(measured(datum, target?.name ?? 'no target'), facts);
  }

  private async subjectOf({ id, target: of, pipeline, inputs }: Process, shelf: Edition): Promise<Subject> {
    const { data: kind, kept: tag, made: told } = acceptsOf(pipeline, shelf);
    const [target, data, kept, made] = await Promise.all([
      of === null ? null : this.lookup.target(of),
      of === null || kind === undefined ? [] : this.lookup.data(of, kind),
      tag === undefined ? [] : this.lookup.kept(tag, of),
      told ? this.reductions.madeOf(inputs, id) : nothingMade,
    ]);
    return { edition: shelf.of(pipeline), target, data, kept, made };
  }
}

async function versionsFor({ pipeline, params }: Process, shelf: Edition): Promise<Process['provenance']['versions']> {
  const judged = await shelf.judgeParams(pipeline, params);
  const tools = judged.ok ? await versionsOf(judged.tools) : {};
  return { node: versions.node, nightjar: VERSION, tools };
}

function acceptsOf(pipeline: string, shelf: Edition): Pick<PipelineListing['accepts'], 'data' | 'kept' | 'made'> {
  try {
    return shelf.named(pipeline).accepts;
  } catch {
    // one that is gone from the shelf fails in its run, in words
    return {};
  }
}

const nothing: Subject = { target: null, data: [], kept: [], made: nothingMade, edition: undefined };

/** A fault that crossed from the thread carries its stack; a person wants its first line. */
const firstLine = (fault: unknown): string =>
  (fault instanceof Error ? fault.message : String(fault)).split('\n')[0]?.replace(/^Error: /, '') ?? '';
