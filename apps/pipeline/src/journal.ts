import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { ProcessChanged, ProcessLog, type DataProduct, type LogLine, type Process } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import type { LogLevel, PipelineWitness, Progress } from '@nightjar/pipelines';
import { Clock } from '@nightjar/service-kit';
import { AsyncLocalStorage } from 'node:async_hooks';
import { PipelineStore, type ProcessRecord } from './pipeline.store.js';

const LONGEST_LINE = 4000;
const MOST_LINES = 20_000;
/** What is said within so long is kept with one commit; it was told at once. */
const ONE_BREATH_MS = 50;

/** Opens a journal for each process that runs. */
@Injectable()
export class Journals {
  constructor(
    readonly database: Database,
    readonly store: PipelineStore,
    readonly bus: Bus,
    readonly clock: Clock,
  ) {}

  /** @param begun nothing is written before it resolves, and nothing at all when that the process has begun is not true */
  open(record: ProcessRecord, begun: Promise<boolean>): Journal {
    return new Journal(record, begun, this);
  }
}

/**
 * Writes down what a process does, as it does it: lines are told at once and kept soon after, steps are kept and told
 * together. What comes while a write is under way goes with the next one.
 */
export class Journal implements PipelineWitness {
  /** The process as it stands. */
  private state: Process;
  private nextLine: number;
  private lines: LogLine[] = [];
  private stepsChanged = false;
  private writing: Promise<void> | undefined;
  private fault: unknown;
  private over = false;
  /** Ends the wait for what else is said in this breath. */
  private hasten: (() => void) | undefined;
  private readonly beganMs = new Map<string, number>();
  /** Words come from the thread, outside the job's trace; they are written inside it. */
  private readonly inTrace = AsyncLocalStorage.snapshot();

  constructor(
    record: ProcessRecord,
    private readonly begun: Promise<boolean>,
    private readonly parts: Journals,
  ) {
    this.state = record.process;
    this.nextLine = record.nextLine;
  }

  get process(): Process {
    return this.state;
  }

  stepBegan(name: string): void {
    this.beganMs.set(name, performance.now());
    const open = { finishedAt: null, durationS: null, progress: null };
    const step = { name, status: 'RUNNING' as const, startedAt: this.now(), ...open };
    this.state = { ...this.state, status: name, steps: [...this.state.steps, step] };
    this.touched(true);
  }

  stepEnded(name: string, ok: boolean): void {
    const durationS = (performance.now() - (this.beganMs.get(name) ?? performance.now())) / 1000;
    const status = ok ? ('SUCCEEDED' as const) : ('FAILED' as const);
    const end = { status, finishedAt: this.now(), durationS, ...(ok ? { progress: 1 } : {}) };
    this.changeStep(name, end);
  }

  stepProgress(name: string, { done, of }: Progress): void {
    this.changeStep(name, { progress: done / of });
  }

  status(text: string): void {
    this.state = { ...this.state, status: text.replaceAll('\0', '').slice(0, LONGEST_LINE) };
    this.touched(true);
  }

  /** A product that it came to work on while it ran stands beside its inputs, for whoever would run it again. */
  used({ id, sha256 }: Pick<DataProduct, 'id' | 'sha256'>): void {
    const { inputs, provenance } = this.state;
    if (inputs.includes(id)) return;
    const told = { ...provenance, inputs: [...provenance.inputs, { id, sha256 }] };
    this.state = { ...this.state, inputs: [...inputs, id], provenance: told };
    this.touched(true);
  }

  log(text: string, level: LogLevel = 'info'): void {
    if (this.nextLine >= MOST_LINES) return;
    const line = {
      offset: this.nextLine++,
      at: this.now(),
      level,
      text: text.replaceAll('\0', '').slice(0, LONGEST_LINE),
    };
    this.lines.push(line);
    this.parts.bus.tell(ProcessLog, { ...line, process: this.state.id });
    this.touched(false);
  }

  /**
   * Its last line. What is not written yet, and was not for whatever reason, is to be written with the process's end:
   * one commit less to wait for.
   */
  async end(text: string, level: LogLevel = 'info'): Promise<readonly LogLine[]> {
    this.over = true;
    this.log(text, level);
    this.hasten?.();
    await this.writing;
    return this.lines;
  }

  /** Resolves when everything is written. @throws what kept a write from succeeding */
  async settled(): Promise<void> {
    while (this.writing) {
      this.hasten?.();
      await this.writing;
    }
    const { fault } = this;
    this.fault = undefined;
    if (fault !== undefined) throw fault;
  }

  private changeStep(name: string, change: Partial<Process['steps'][number]>): void {
    const steps = this.state.steps.map((step) =>
      step.name === name && step.status === 'RUNNING' ? { ...step, ...change } : step,
    );
    this.state = { ...this.state, steps };
    this.touched(true);
  }

  private touched(steps: boolean): void {
    this.stepsChanged ||= steps;
    if (this.over) return;
    this.writing ??= this.inTrace(() => this.write()).finally(() => {
      this.writing = undefined;
      if (this.fault === undefined && (this.lines.length > 0 || this.stepsChanged)) this.touched(false);
    });
  }

  private async write(): Promise<void> {
    await this.breath();
    if (!(await this.begun.catch(() => false))) return void this.forget();
    if (this.over) return;
    const { lines, stepsChanged, state } = this;
    this.lines = [];
    this.stepsChanged = false;
    const { database, store } = this.parts;
    try {
      await database.transaction(async (tx) => {
        await store.addLines(tx, state.id, lines);
        if (!stepsChanged) return;
        await store.save(tx, state);
        await tx.emit(ProcessChanged, state);
      });
    } catch (fault) {
      this.lines = [...lines, ...this.lines];
      this.stepsChanged ||= stepsChanged;
      this.fault = fault;
    }
  }

  private forget(): void {
    this.lines = [];
    this.stepsChanged = false;
  }

  private breath(): Promise<void> {
    return new Promise((done) => {
      const rise = (): void => {
        clearTimeout(timer);
        this.hasten = undefined;
        done();
      };
      const timer = setTimeout(rise, ONE_BREATH_MS);
      this.hasten = rise;
    });
  }

  private now(): string {
    return this.parts.clock.now().toISOString();
  }
}
