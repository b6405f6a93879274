import { isFinal, Refusal } from '@nightjar/contracts';
import type { BlobReceived, Reply, Values, Verb } from '@nightjar/grammar';
import type { Log } from '@nightjar/service-kit';
import { conclude } from '../command/conclude.js';
import type { Frame } from '../command/frame.js';
import type { Ledger } from '../command/ledger.js';
import { isOut } from '../command/life-cycle.js';
import type { CommandRecord } from '../command/record.js';
import { LinkFault, type DeviceLink } from '../link/device-link.js';
import { ImageBox } from './image-box.js';
import { nativeOf, refusalOf } from './native.js';
import { sayReply, sayVerb } from './say.js';
import { noteFailure, noteFrame } from './tell.js';
import { Watchdogs } from './watchdogs.js';

/** The device that commands are sent to. */
export interface Line {
  readonly name: string;
  readonly link: DeviceLink;
  /** What its status said last; empty while it is offline. */
  readonly status: Values;
  /** Reads the status now. @throws LinkFault */
  read(): Promise<void>;
  /** Stops what runs. @returns whether the device confirms that something stopped */
  abort(): Promise<boolean>;
  /** It was told to stop, and nobody saw it stop. */
  didNotStop(): void;
}

export interface CommandParts {
  readonly ledger: Ledger;
  readonly log: Log;
  /** Keeps a frame; gives what is told of it. */
  readonly storeFrame: (record: CommandRecord, blob: BlobReceived, facts: Values) => Promise<Frame>;
}

const UNKNOWN_FOR_S = 30;

/** The commands that a device is at: sent once, watched, and concluded from what the device says, whatever the line does. */
export class Commands {
  private readonly images = new ImageBox(() => this.line.link);
  private readonly watchdogs = new Watchdogs();
  /** Ends that were heard in the same breath as the acceptance. */
  private readonly early = new Map<string, Reply>();
  /** Commands whose registers are being loaded: their own caller concludes them. */
  private readonly inHand = new Set<string>();
  private readonly overdueIds = new Set<string>();

  constructor(
    private readonly line: Line,
    private readonly parts: CommandParts,
  ) {}

  /** Those that an earlier run of this service left open are given up when the device cannot be read in time. */
  start(): void {
    for (const { id } of this.open()) this.giveUpLater(id);
  }

  stop(): void {
    this.watchdogs.clearAll();
  }

  /** An image that the device sent. */
  keep(blob: BlobReceived): void {
    this.images.keep(blob);
  }

  /** The line is up, and the status has been read. @throws LinkFault */
  async lineCameUp(): Promise<void> {
    for (const record of this.open()) await this.resolve(record);
  }

  lineWentDown(because: string): void {
    for (const { id, state } of this.open()) if (isOut(state)) this.lost(id, because);
  }

  private open(): readonly CommandRecord[] {
    return this.parts.ledger.open(this.line.name);
  }

  /**
   * Sends a command that has been written down. Resolves when the device has accepted it, or when nobody can tell.
   * @throws Refusal when the device said no or never got it
   */
  async perform(record: CommandRecord): Promise<void> {
    const { ledger } = this.parts;
    // in the first instant of a line nobody knows yet whether a mount is parked
    if (record.order.action === 'slew' && this.line.status['STATE'] === undefined)
      await this.line.read().catch((fault: unknown) => Promise.reject(this.refused(record.id, fault)));
    const native = nativeOf(record.order, this.line.status);
    ledger.amend(record.id, { sentAt: new Date().toISOString(), bootId: this.line.link.bootId ?? null });
    if (native.kind === 'abort') return this.abortWhatRuns(record.id);
    try {
      await Promise.all(
        native.registers.map(({ name, values }) => this.must(record.id, { verb: 'SET', name, values })),
      );
      for (const name of native.before) await this.must(record.id, { verb: 'DO', name, values: [] });
    } catch (fault) {
      throw this.refused(record.id, fault);
    }
    await this.act(record, native.act);
  }

  /** Sends the DO. From the first byte on it is SENT, and never sent again. */
  private async act(record: CommandRecord, name: string): Promise<void> {
    const { ledger } = this.parts;
    const deadline = record.deadline === null ? {} : { deadlineMs: Date.parse(record.deadline) };
    try {
      const answer = this.line.link.ask({ verb: 'DO', name, values: [] }, { id: record.id, ...deadline });
      ledger.note(record.id, 'out', `DO ${name}`);
      const reply = await this.accepting(record.id, answer);
      if (reply.outcome === 'ERR') throw new Refusal(refusalOf(reply.code), reply.says, { code: reply.code });
    } catch (fault) {
      if (fault instanceof LinkFault && fault.sent) {
        this.change(record.id, 'SENT', null);
        return this.lost(record.id, fault.message);
      }
      throw this.refused(record.id, fault);
    }
  }

  /** Notes the acceptance in the same turn as it is heard: the end may follow in the same packet. */
  private async accepting(id: string, answer: Promise<Reply>): Promise<Reply> {
    const reply = await answer;
    this.parts.ledger.note(id, 'in', sayReply(reply));
    if (reply.outcome !== 'ERR') {
      this.change(id, 'SENT', null);
      this.change(id, 'ACCEPTED', null);
    }
    if (reply.outcome === 'ACCEPTED') {
      this.change(id, 'RUNNING', null);
      this.watch(id, reply.etaS);
      const early = this.early.get(id);
      this.early.delete(id);
      if (early) this.ended(early);
    } else if (reply.outcome !== 'ERR') this.ended(reply);
    return reply;
  }

  /** An answer to a DO that was accepted. */
  ended(reply: Reply): void {
    const { ledger } = this.parts;
    const record = ledger.get(reply.id);
    if (!record || record.instrument !== this.line.name) return;
    if (record.state === 'RECEIVED') return void this.early.set(reply.id, reply);
    ledger.note(reply.id, 'in', sayReply(reply));
    if (isFinal(record.state)) return; // too late: noted, nothing more
    switch (reply.outcome) {
      case 'DONE':
        return record.order.action === 'expose'
          ? void this.takeFrame(record, reply.values)
          : this.finish(record.id, 'DONE', null);
      case 'CANCELLED':
        return this.overdueIds.has(record.id)
          ? this.finish(record.id, 'TIMEOUT', 'overdue: it was stopped')
          : this.finish(record.id, 'ABORTED', 'the device stopped it');
      case 'ERR':
        return this.finish(record.id, 'FAILED', `${reply.code}: ${reply.says}`);
      case 'OK':
      case 'ACCEPTED':
        return;
    }
  }

  private finish(id: string, state: 'DONE' | 'ABORTED' | 'FAILED' | 'TIMEOUT', because: string | null): void {
    this.watchdogs.clear(id);
    this.images.forget(id);
    this.change(id, state, because);
    void this.line.read().catch(() => undefined);
  }

  private async takeFrame(record: CommandRecord, facts: Values): Promise<void> {
    const { ledger } = this.parts;
    this.watchdogs.clear(record.id);
    try {
      const image = await this.images.of(record.id, facts);
      const frame = await this.parts.storeFrame(record, image.blob, image.facts);
      ledger.amend(record.id, { frame: frame.sha256 });
      ledger.change(record.id, [{ state: 'DONE', because: null }], frame);
      noteFrame(this.parts.log, frame);
    } catch (fault) {
      if (fault instanceof LinkFault) return this.lost(record.id, fault.message);
      this.change(record.id, 'FAILED', `the frame was lost: ${fault instanceof Error ? fault.message : String(fault)}`);
    } finally {
      this.images.forget(record.id);
      void this.line.read().catch(() => undefined);
    }
  }

  /** Concludes what was under way when the line, or an earlier run of this service, broke. */
  private async resolve({ id, state, bootId, order }: CommandRecord): Promise<void> {
    if (this.inHand.has(id)) return;
    const sameBoot = bootId === null ? undefined : bootId === this.line.link.bootId;
    const verdict = conclude(id, this.line.status, sameBoot);
    if (state !== 'UNKNOWN') this.change(id, 'UNKNOWN', 'to be concluded from the device');
    if (verdict.state === 'RUNNING') {
      this.change(id, 'RUNNING', verdict.because);
      this.watch(id, verdict.leftS);
    } else if (verdict.state === 'DONE' && order.action === 'expose') {
      const record = this.parts.ledger.get(id);
      if (record) await this.takeFrame(record, {});
    } else this.finish(id, verdict.state, verdict.because);
  }

  /** Marks a command as being sent, so that a line that comes up meanwhile leaves it alone. */
  async holding<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.inHand.add(id);
    try {
      return await work();
    } finally {
      this.inHand.delete(id);
    }
  }

  /** Nobody can tell what became of it until the device has been read. */
  private lost(id: string, because: string): void {
    this.watchdogs.clear(id);
    this.change(id, 'UNKNOWN', because);
    this.giveUpLater(id);
    void this.readAndResolve(id);
  }

  private async readAndResolve(id: string): Promise<void> {
    try {
      await this.line.read();
      const record = this.parts.ledger.get(id);
      if (this.line.link.isUp && record?.state === 'UNKNOWN') await this.resolve(record);
    } catch (fault) {
      if (!(fault instanceof LinkFault)) throw fault;
      this.line.link.drop('silent after a command was sent');
    }
  }

  private giveUpLater(id: string): void {
    this.watchdogs.set(id, UNKNOWN_FOR_S - 1, () => {
      if (this.parts.ledger.get(id)?.state !== 'UNKNOWN' && this.line.link.isUp) return;
      this.change(id, 'UNKNOWN', null);
      this.finish(id, 'FAILED', `${this.line.name} could not be read for ${UNKNOWN_FOR_S} s (403)`);
    });
  }

  /** A device that takes much longer than it announced is stopped. */
  private watch(id: string, etaS: number): void {
    this.watchdogs.set(id, etaS * 1.5 + 5, () => void this.overdue(id));
  }

  private async overdue(id: string): Promise<void> {
    const record = this.parts.ledger.get(id);
    if (!record || isFinal(record.state) || record.state === 'UNKNOWN') return;
    this.parts.log.warn(`${this.line.name} is overdue and is stopped`, { command: id });
    this.overdueIds.add(id);
    const stopped = await this.line.abort().catch(() => false);
    this.overdueIds.delete(id);
    if (!stopped) this.line.didNotStop();
    this.finish(id, 'TIMEOUT', stopped ? 'overdue: it was stopped' : 'overdue: no stop was seen');
  }

  private async abortWhatRuns(id: string): Promise<void> {
    this.change(id, 'SENT', null);
    this.parts.ledger.note(id, 'out', 'ABORT');
    try {
      const stopped = await this.line.abort();
      this.change(id, 'ACCEPTED', null);
      this.finish(id, 'DONE', stopped ? 'stopped' : 'nothing was running');
    } catch (fault) {
      this.finish(id, 'FAILED', fault instanceof Error ? fault.message : String(fault));
    }
  }

  /** @throws Refusal when the device says no, LinkFault when it cannot */
  private async must(id: string, verb: Verb): Promise<void> {
    this.parts.ledger.note(id, 'out', sayVerb(verb));
    const reply = await this.line.link.ask(verb);
    this.parts.ledger.note(id, 'in', sayReply(reply));
    if (reply.outcome === 'ERR') throw new Refusal(refusalOf(reply.code), reply.says, { code: reply.code });
  }

  private refused(id: string, fault: unknown): unknown {
    const refusal = fault instanceof LinkFault ? new Refusal('offline', `not sent: ${fault.message}`) : fault;
    if (!(refusal instanceof Refusal)) {
      this.change(id, 'FAILED', String(fault));
      return fault;
    }
    this.parts.ledger.amend(id, { refusal: refusal.code });
    this.change(id, 'REJECTED', refusal.message);
    return refusal;
  }

  private change(id: string, state: CommandRecord['state'], because: string | null): void {
    const before = this.parts.ledger.get(id)?.state;
    const record = this.parts.ledger.change(id, [{ state, because }]);
    if (record?.state === state && before !== state) noteFailure(this.parts.log, this.line.name, record);
  }
}
