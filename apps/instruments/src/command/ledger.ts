import { Injectable } from '@nestjs/common';
import { withinTraceId } from '@nightjar/bus';
import { isFinal } from '@nightjar/contracts';
import { Log } from '@nightjar/service-kit';
import { InstrumentsStore } from '../instruments.store.js';
import type { Frame } from './frame.js';
import { changed, heard, type Change, type CommandRecord, type WireLine } from './record.js';

interface Entry {
  readonly record: CommandRecord;
  readonly changes: readonly Change[];
  readonly frame: Frame | undefined;
}

const REMEMBERED = 200;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/**
 * The commands in hand. Memory decides, because devices do not wait for a database; every change goes to the record in
 * the order it happened, tried for ever.
 */
@Injectable()
export class Ledger {
  private readonly records = new Map<string, CommandRecord>();
  private readonly entries: Entry[] = [];
  private writing: Promise<void> | undefined;
  private stopped = false;
  private wake: (() => void) | undefined;
  /** Told of every change, for telemetry. */
  onChange: (record: CommandRecord) => void = () => undefined;

  constructor(
    private readonly store: InstrumentsStore,
    private readonly log: Log,
  ) {}

  get(id: string): CommandRecord | undefined {
    return this.records.get(id);
  }

  /** Commands of a device that are not over. */
  open(instrument: string): CommandRecord[] {
    return [...this.records.values()].filter((record) => record.instrument === instrument && !isFinal(record.state));
  }

  /** The newest command of a device. */
  last(instrument: string): CommandRecord | undefined {
    return [...this.records.values()].filter((record) => record.instrument === instrument).at(-1);
  }

  /** Takes in what an earlier run of this service left. */
  remember(records: readonly CommandRecord[]): void {
    const inOrder = [...records].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const record of inOrder) this.records.set(record.id, record);
  }

  /**
   * Writes a new command down before anything is sent; holds its device from this moment on.
   * @returns the command that already has this id, when there is one
   */
  async enter(record: CommandRecord): Promise<CommandRecord | undefined> {
    this.keep(record);
    try {
      const earlier = await this.store.insert(record);
      if (!earlier) return undefined;
      this.records.set(earlier.id, earlier);
      return earlier;
    } catch (fault) {
      this.records.delete(record.id);
      throw fault;
    }
  }

  /** For what must not wait for a database: in force at once, written down when that is possible. */
  enterLater(record: CommandRecord): void {
    this.keep(record);
    this.write({ record, changes: [beginningOf(record)], frame: undefined });
  }

  /** Notes a command that was refused before anything was sent. */
  refuse(record: CommandRecord, because: string): void {
    this.enterLater(record);
    this.change(record.id, [{ state: 'REJECTED', because }]);
  }

  /** Notes a line of the wire; written down with the next change. */
  note(id: string, way: WireLine['way'], line: string): void {
    const record = this.records.get(id);
    if (record) this.records.set(id, heard(record, way, line, new Date()));
  }

  /** Sets what is learnt when a command is sent. */
  amend(id: string, facts: Partial<Pick<CommandRecord, 'sentAt' | 'bootId' | 'pointing' | 'frame' | 'refusal'>>): void {
    const record = this.records.get(id);
    if (record) this.records.set(id, { ...record, ...facts });
  }

  /**
   * Moves a command on through these states; those it cannot reach are left out, so a late reply changes nothing.
   * @returns the command as it is now
   */
  change(id: string, steps: readonly Omit<Change, 'at'>[], frame?: Frame): CommandRecord | undefined {
    let record = this.records.get(id);
    if (!record) return undefined;
    const changes: Change[] = [];
    for (const step of steps) {
      const change = { ...step, at: new Date().toISOString() };
      const next = changed(record, change);
      if (!next) continue;
      record = next;
      changes.push(change);
    }
    if (changes.length === 0) return record;
    this.records.set(id, record);
    this.onChange(record);
    this.write({ record, changes, frame });
    return record;
  }

  /** Ends after what is waiting was written, or after `withinMs`. */
  async stop(withinMs = 3000): Promise<void> {
    const timer = setTimeout(() => this.halt(), withinMs);
    while (this.writing && !this.stopped) await this.writing;
    clearTimeout(timer);
    this.halt();
  }

  private halt(): void {
    this.stopped = true;
    this.wake?.();
  }

  private keep(record: CommandRecord): void {
    this.records.set(record.id, record);
    this.onChange(record);
    for (const [id, { state }] of this.records) {
      if (this.records.size <= REMEMBERED) return;
      if (isFinal(state)) this.records.delete(id);
    }
  }

  private write(entry: Entry): void {
    this.entries.push(entry);
    this.begin();
  }

  private begin(): void {
    this.writing ??= this.drain().finally(() => {
      this.writing = undefined;
      // One may have come between the last look and here.
      if (this.entries.length > 0 && !this.stopped) this.begin();
    });
  }

  private async drain(): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    for (let entry = this.entries[0]; entry && !this.stopped; entry = this.entries[0]) {
      const { record, changes, frame } = entry;
      try {
        await withinTraceId(record.traceId, `command ${record.order.action} ${record.state}`, () =>
          this.store.write(record, changes, frame),
        );
        this.entries.shift();
        waitMs = FIRST_WAIT_MS;
      } catch (fault) {
        if (isOurMistake(fault)) {
          this.log.error(`a change of ${record.id} cannot be written and is left out: ${String(fault)}`, { record });
          this.entries.shift();
          continue;
        }
        this.log.warn(`a change of ${record.id} waits to be written: ${String(fault)}`);
        await this.rest(waitMs);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      }
    }
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

/** PostgreSQL understood and refused (data, constraint, syntax): trying again would block everything behind it. */
const isOurMistake = (fault: unknown): boolean =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string' && /^(22|23|42)/.test(fault.code);

const beginningOf = ({ state, because, createdAt: at }: CommandRecord): Change => ({ state, because, at });
