import { isFinal, Refusal, type Instrument } from '@nightjar/contracts';
import type { BlobReceived, DeviceEvent, Reply, Values, Verb } from '@nightjar/grammar';
import type { Log } from '@nightjar/service-kit';
import { conclude } from '../command/conclude.js';
import { isOut } from '../command/life-cycle.js';
import type { Frame } from '../command/frame.js';
import type { Ledger } from '../command/ledger.js';
import type { CommandRecord } from '../command/record.js';
import { DeviceLink, LinkFault } from '../link/device-link.js';
import { ImageBox } from './image-box.js';
import { nativeOf, refusalOf } from './native.js';
import { sayReply, sayVerb } from './say.js';
import { Watchdogs } from './watchdogs.js';

export interface DevicePlan {
  readonly name: string;
  readonly kind: Instrument['kind'];
  /** Its word in the grammar. */
  readonly word: string;
  readonly host: string;
  readonly port: number;
  /** What it is asked to tell unasked. */
  readonly topics: readonly string[];
}

export interface DeviceParts {
  readonly ledger: Ledger;
  readonly log: Log;
  /** Keeps a frame; gives what is told of it. */
  readonly storeFrame: (record: CommandRecord, blob: BlobReceived, facts: Values) => Promise<Frame>;
  readonly onStatus: (device: Device) => void;
  readonly onEvent: (device: Device, event: DeviceEvent) => void;
}

const POLL_MS = 1000;
const UNKNOWN_FOR_S = 30;
const STOP_WITHIN_MS = 5000;

/** One device: its line, its last word, and the commands it is at. */
export class Device {
  readonly link: DeviceLink;
  /** What its status said last; empty while it is offline. */
  status: Values = {};
  /** A fault that ends when the device is seen at rest again. */
  fault: string | null = null;
  private readonly images = new ImageBox(() => this.link);
  private readonly watchdogs = new Watchdogs();
  /** Ends that were heard in the same breath as the acceptance. */
  private readonly early = new Map<string, Reply>();
  /** Commands whose registers are being loaded: their own caller concludes them. */
  private readonly inHand = new Set<string>();
  private readonly overdueIds = new Set<string>();
  private poll: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;

  constructor(
    readonly plan: DevicePlan,
    private readonly parts: DeviceParts,
  ) {
    this.link = new DeviceLink(
      plan,
      plan.word,
      {
        up: (banner) => void this.cameUp(banner.bootId),
        down: (because) => this.wentDown(because),
        event: (event) => this.told(event),
        blob: (blob) => this.images.keep(blob),
        reply: (reply) => this.ended(reply),
      },
      parts.log,
    );
  }

  start(): void {
    for (const record of this.parts.ledger.open(this.plan.name)) this.giveUpLater(record.id);
    this.link.start();
    this.poll = setInterval(() => void this.read().catch(() => undefined), POLL_MS);
  }

  stop(): void {
    clearInterval(this.poll);
    this.watchdogs.clearAll();
    this.link.stop();
  }

  get state(): string {
    return this.link.isUp ? String(this.status['STATE'] ?? 'UNKNOWN') : 'OFFLINE';
  }

  /**
   * Sends a command that has been written down. Resolves when the device has accepted it, or when nobody can tell.
   * @throws Refusal when the device said no or never got it
   */
  async perform(record: CommandRecord): Promise<void> {
    const native = nativeOf(record.order, this.status);
    const { ledger } = this.parts;
    ledger.amend(record.id, { sentAt: new Date().toISOString(), bootId: this.link.bootId ?? null });
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

  /** Stops what runs, whoever began it. @returns whether the device confirms that something stopped */
  async abort(): Promise<boolean> {
    const reply = await this.link.ask({ verb: 'ABORT', target: null }, { timeoutMs: STOP_WITHIN_MS });
    return reply.outcome === 'OK' && reply.values['stopped'] === 1;
  }

  /** Reads the status now. @throws LinkFault */
  async read(): Promise<void> {
    if (!this.link.isUp) return;
    this.reading ??= this.readOnce().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readOnce(): Promise<void> {
    const reply = await this.link.ask({ verb: 'STATUS' });
    if (reply.outcome !== 'OK') return;
    this.status = reply.values;
    if (this.fault !== null && reply.values['JOB'] === undefined) this.fault = null;
    this.parts.onStatus(this);
  }

  /** Sends the DO. From the first byte on it is SENT, and never sent again. */
  private async act(record: CommandRecord, name: string): Promise<void> {
    const { ledger } = this.parts;
    const deadline = record.deadline === null ? {} : { deadlineMs: Date.parse(record.deadline) };
    try {
      const answer = this.link.ask({ verb: 'DO', name, values: [] }, { id: record.id, ...deadline });
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

  private ended(reply: Reply): void {
    const { ledger } = this.parts;
    const record = ledger.get(reply.id);
    if (!record || record.instrument !== this.plan.name) return;
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
    void this.read().catch(() => undefined);
  }

  private async takeFrame(record: CommandRecord, facts: Values): Promise<void> {
    const { ledger } = this.parts;
    this.watchdogs.clear(record.id);
    try {
      const image = await this.images.of(record.id, facts);
      const frame = await this.parts.storeFrame(record, image.blob, image.facts);
      ledger.amend(record.id, { frame: frame.sha256 });
      ledger.change(record.id, [{ state: 'DONE', because: null }], frame);
      this.noteFrame(frame);
    } catch (fault) {
      if (fault instanceof LinkFault) return this.lost(record.id, fault.message);
      this.change(record.id, 'FAILED', `the frame was lost: ${fault instanceof Error ? fault.message : String(fault)}`);
    } finally {
      this.images.forget(record.id);
      void this.read().catch(() => undefined);
    }
  }

  private async cameUp(bootId: string): Promise<void> {
    this.parts.log.info(`${this.plan.name} is connected`, { bootId });
    try {
      for (const name of this.plan.topics) await this.link.ask({ verb: 'SUBSCRIBE', name });
      await this.read();
      for (const record of this.parts.ledger.open(this.plan.name)) await this.resolve(record);
    } catch (fault) {
      if (!(fault instanceof LinkFault)) throw fault;
      this.link.drop(`no sound answer after connecting: ${fault.message}`);
    }
  }

  /** Concludes what was under way when the line, or an earlier run of this service, broke. */
  private async resolve({ id, state, bootId, order }: CommandRecord): Promise<void> {
    if (this.inHand.has(id)) return;
    const sameBoot = bootId === null ? undefined : bootId === this.link.bootId;
    const verdict = conclude(id, this.status, sameBoot);
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

  private wentDown(because: string): void {
    this.status = {};
    for (const { id, state } of this.parts.ledger.open(this.plan.name)) if (isOut(state)) this.lost(id, because);
    this.parts.onStatus(this);
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
      await this.read();
      const record = this.parts.ledger.get(id);
      if (this.link.isUp && record?.state === 'UNKNOWN') await this.resolve(record);
    } catch (fault) {
      if (!(fault instanceof LinkFault)) throw fault;
      this.link.drop('silent after a command was sent');
    }
  }

  private giveUpLater(id: string): void {
    this.watchdogs.set(id, UNKNOWN_FOR_S - 1, () => {
      if (this.parts.ledger.get(id)?.state !== 'UNKNOWN' && this.link.isUp) return;
      this.change(id, 'UNKNOWN', null);
      this.finish(id, 'FAILED', `${this.plan.name} could not be read for ${UNKNOWN_FOR_S} s (403)`);
    });
  }

  /** A device that takes much longer than it announced is stopped. */
  private watch(id: string, etaS: number): void {
    this.watchdogs.set(id, etaS * 1.5 + 5, () => void this.overdue(id));
  }

  private async overdue(id: string): Promise<void> {
    const record = this.parts.ledger.get(id);
    if (!record || isFinal(record.state) || record.state === 'UNKNOWN') return;
    this.parts.log.warn(`${this.plan.name} is overdue and is stopped`, { command: id });
    this.overdueIds.add(id);
    const stopped = await this.abort().catch(() => false);
    this.overdueIds.delete(id);
    if (!stopped) this.fault = 'it did not stop when it was told to';
    this.finish(id, 'TIMEOUT', stopped ? 'overdue: it was stopped' : 'overdue: no stop was seen');
  }

  private async abortWhatRuns(id: string): Promise<void> {
    this.change(id, 'SENT', null);
    this.parts.ledger.note(id, 'out', 'ABORT');
    try {
      const stopped = await this.abort();
      this.change(id, 'ACCEPTED', null);
      this.finish(id, 'DONE', stopped ? 'stopped' : 'nothing was running');
    } catch (fault) {
      this.finish(id, 'FAILED', fault instanceof Error ? fault.message : String(fault));
    }
  }

  private told(event: DeviceEvent): void {
    this.parts.onEvent(this, event);
    void this.read().catch(() => undefined);
  }

  /** @throws Refusal when the device says no, LinkFault when it cannot */
  private async must(id: string, verb: Verb): Promise<void> {
    this.parts.ledger.note(id, 'out', sayVerb(verb));
    const reply = await this.link.ask(verb);
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
    if (record?.state === state && before !== state) this.noteFailure(record);
  }

  private noteFrame({ name, exposureS, filter, sha256, traceId }: Frame): void {
    this.parts.log.info(`frame ${name}, ${exposureS} s in ${filter}`, { sha256, trace_id: traceId });
  }

  /** Refusals are told by who asked, and what is overdue when it is stopped. */
  private noteFailure({ id, order, state, because, traceId }: CommandRecord): void {
    const facts = { command: id, trace_id: traceId };
    const what = `${order.action} of ${this.plan.name}`;
    if (state === 'FAILED') this.parts.log.warn(`${what} failed: ${because ?? 'no reason given'}`, facts);
    if (state === 'ABORTED') this.parts.log.info(`${what} was stopped`, facts);
  }
}
