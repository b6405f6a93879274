import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { ListTargets } from '@nightjar/contracts';
import type { PipelineResult, PipelineTarget } from '@nightjar/pipelines';
import { Log, Vitals } from '@nightjar/service-kit';
import { judgeFault, type Attempt, type FaultVerdict } from './judge-fault.js';
import { Journals, type Journal } from './journal.js';
import { measured } from './measured.js';
import { PipelineService } from './pipeline.service.js';
import type { ProcessRecord } from './pipeline.store.js';
import { Workbench } from './workbench.js';

/** Runs processes on the workbench and writes down how each one went and ended. */
@Injectable()
export class ProcessRunner {
  constructor(
    private readonly service: PipelineService,
    private readonly journals: Journals,
    private readonly bus: Bus,
    private readonly bench: Workbench,
    private readonly vitals: Vitals,
    private readonly log: Log,
  ) {}

  /**
   * Runs a process to its end, unless it is over already.
   * @throws its fault, so that the job is tried again; after the last attempt the process has failed, too
   */
  async run(id: string, attempt: Attempt): Promise<void> {
    // asked before it begins: while the catalogue is away the process only waits
    const target = await this.targetOf(id);
    const record = await this.service.begin(id);
    if (!record) return this.log.info(`${id} has nothing left to be done`);
    const ended = this.vitals.running(record.process.identifier);
    try {
      await this.attempt(record, target, attempt);
    } finally {
      ended();
    }
  }

  private async attempt(record: ProcessRecord, target: PipelineTarget | null, attempt: Attempt): Promise<void> {
    const { process, products } = record;
    const startedMs = performance.now();
    const durationS = (): number => (performance.now() - startedMs) / 1000;
    const journal = this.journals.open(record);
    journal.log(`${process.pipeline} of ${products.map(({ name }) => name).join(', ')}, attempt ${process.attempt}`);
    let result: PipelineResult;
    try {
      result = await this.bench.run(record, target, { witness: journal, signal: attempt.signal });
    } catch (fault) {
      await this.stumble(journal, judgeFault(fault, attempt), durationS());
      throw fault;
    }
    try {
      if (await this.conclude(record, journal, result, durationS())) this.note(record, target, result);
    } catch (fault) {
      // it is not the process that failed; if this lasts, its job becomes a dead letter, and the process fails with that
      const because = `what it made could not be written: ${String(fault)}; tried again`;
      await this.stumble(journal, { final: false, because }, durationS());
      throw fault;
    }
  }

  /** @returns false when another runner has retaken the process: what this one made counts for nothing */
  private async conclude(
    record: ProcessRecord,
    journal: Journal,
    result: PipelineResult,
    durationS: number,
  ): Promise<boolean> {
    if (result.outcome === 'failed') {
      journal.log(result.because, 'error');
      await journal.settled();
      await this.service.fail(journal.process, result.because, durationS);
      return true;
    }
    journal.log(result.says);
    await journal.settled();
    const kept = await this.service.succeed({ ...record, process: journal.process }, result, durationS);
    if (!kept)
      this.log.warn(`${record.process.identifier} was retaken by another runner; what this one made is dropped`);
    return kept;
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

  /** Writes a fault down as well as can be: the database itself may be what is away. */
  private async stumble(journal: Journal, verdict: FaultVerdict, durationS: number): Promise<void> {
    try {
      journal.log(verdict.because, verdict.final ? 'error' : 'warn');
      await journal.settled().catch(() => undefined);
      if (verdict.final) await this.service.fail(journal.process, verdict.because, durationS);
      else await this.service.putBack(journal.process, verdict.because);
    } catch (second) {
      this.log.error(`how ${journal.process.identifier} fared could not be written`, { fault: String(second) });
    }
  }

  private async targetOf(process: string): Promise<PipelineTarget | null> {
    const id = await this.service.targetOf(process);
    if (id === null) return null;
    const { results } = await this.bus.ask(ListTargets, { id });
    return results[0] ?? null;
  }
}
