import type { Instrument } from '@nightjar/contracts';
import type { DeviceEvent, Values } from '@nightjar/grammar';
import { DeviceLink, LinkFault } from '../link/device-link.js';
import { Commands, type CommandParts, type Line } from './commands.js';

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

export interface DeviceParts extends CommandParts {
  readonly onStatus: (device: Device) => void;
  readonly onEvent: (device: Device, event: DeviceEvent) => void;
}

const POLL_MS = 1000;
const STOP_WITHIN_MS = 5000;

/** One device: its line, its last word, and the commands it is at. */
export class Device implements Line {
  readonly link: DeviceLink;
  /** What its status said last; empty while it is offline. */
  status: Values = {};
  /** A fault that ends when the device is seen at rest again. */
  fault: string | null = null;
  readonly commands: Commands;
  private poll: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;

  constructor(
    readonly plan: DevicePlan,
    private readonly parts: DeviceParts,
  ) {
    this.commands = new Commands(this, parts);
    this.link = new DeviceLink(
      plan,
      plan.word,
      {
        up: (banner) => void this.cameUp(banner.bootId),
        down: (because) => this.wentDown(because),
        event: (event) => this.told(event),
        blob: (blob) => this.commands.keep(blob),
        reply: (reply) => this.commands.ended(reply),
      },
      parts.log,
    );
  }

  start(): void {
    this.commands.start();
    this.link.start();
    this.poll = setInterval(() => void this.read().catch(() => undefined), POLL_MS);
  }

  stop(): void {
    clearInterval(this.poll);
    this.commands.stop();
    this.link.stop();
  }

  get name(): string {
    return this.plan.name;
  }

  get state(): string {
    return this.link.isUp ? String(this.status['STATE'] ?? 'UNKNOWN') : 'OFFLINE';
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

  didNotStop(): void {
    this.fault = 'it did not stop when it was told to';
  }

  private async cameUp(bootId: string): Promise<void> {
    this.parts.log.info(`${this.plan.name} is connected`, { bootId });
    try {
      for (const name of this.plan.topics) await this.link.ask({ verb: 'SUBSCRIBE', name });
      await this.read();
      await this.commands.lineCameUp();
    } catch (fault) {
      if (!(fault instanceof LinkFault)) throw fault;
      this.link.drop(`no sound answer after connecting: ${fault.message}`);
    }
  }

  private wentDown(because: string): void {
    this.status = {};
    this.commands.lineWentDown(because);
    this.parts.onStatus(this);
  }

  private told(event: DeviceEvent): void {
    this.parts.onEvent(this, event);
    void this.read().catch(() => undefined);
  }
}
