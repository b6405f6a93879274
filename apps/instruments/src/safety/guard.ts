import { Injectable } from '@nestjs/common';
import { currentTraceId } from '@nightjar/bus';
import { newId, type Order } from '@nightjar/contracts';
import { Log } from '@nightjar/service-kit';
import { Ledger } from '../command/ledger.js';
import { shown, type CommandRecord } from '../command/record.js';
import type { Device } from '../device/device.js';
import { Fleet } from '../device/fleet.js';
import { InstrumentsStore } from '../instruments.store.js';
import { WeatherWatch } from './weather-watch.js';
import type { Safety } from './weather-verdict.js';

const LOOK_MS = 250;
const RETRY_MS = 2000;
const ESCALATE_S = 60;
const TELL_RETRY_MS = 1000;

/** Orders of these agents do not end an emergency stop. */
const AUTOMATA = ['sequencer', 'scheduler', 'automation', 'safety'];

/**
 * Closes the dome when the weather is bad or nobody knows, from memory alone: it asks neither database nor broker, waits
 * for no command and goes on until the sensor says CLOSED.
 */
@Injectable()
export class Guard {
  private verdict: Safety['verdict'] = 'unknown';
  private because = 'nothing heard yet';
  private emergencyBy: string | null = null;
  private readonly closingMs = new Map<string, number>();
  private unsafeSinceMs: number | undefined;
  private escalated = false;
  private timer: NodeJS.Timeout | undefined;
  private telling: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly fleet: Fleet,
    private readonly weather: WeatherWatch,
    private readonly ledger: Ledger,
    private readonly store: InstrumentsStore,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.telling);
  }

  /** A sentence while an emergency stop holds, else null. */
  get emergency(): string | null {
    return this.emergencyBy === null ? null : `emergency stop by ${this.emergencyBy}: an operator must order first`;
  }

  /** A person's order ends an emergency stop; an agent's does not. */
  ordered(actor: string, { action }: Order): void {
    if (this.emergencyBy === null || AUTOMATA.includes(actor)) return;
    if (action === 'open' || action === 'unpark' || action === 'slew') this.emergencyBy = null;
  }

  /** Looks at the weather now; called with every word of a mast and several times a second. */
  look(): void {
    const { verdict, because } = this.weather.safety;
    if (verdict !== this.verdict) {
      this.verdict = verdict;
      this.because = because;
      this.log[verdict === 'unsafe' ? 'warn' : 'info'](`the site is ${verdict}: ${because}`);
      if (verdict === 'unsafe') this.abortExposures();
      if (verdict !== 'unknown') this.tell({ safe: verdict === 'safe', because, at: new Date().toISOString() });
    }
    if (verdict === 'unsafe' || this.emergencyBy !== null) this.keepClosed();
    else this.unsafeSinceMs = undefined;
  }

  /** Stops every movement and exposure and closes the dome, in parallel. */
  async emergencyStop(actor: string): Promise<{ instrument: string; says: string }[]> {
    this.emergencyBy = actor;
    this.closingMs.clear();
    this.log.error(`EMERGENCY STOP by ${actor}`);
    const devices = this.fleet.all.filter(({ plan }) => plan.kind !== 'weather');
    return Promise.all(
      devices.map(async (device) => ({ instrument: device.plan.name, says: await this.stopNow(device, actor) })),
    );
  }

  private async stopNow(device: Device, actor: string): Promise<string> {
    const { kind } = device.plan;
    if (kind === 'dome') return this.close(device, actor, `emergency stop by ${actor}`);
    const order: Order = kind === 'camera' ? { action: 'abort' } : { action: 'stop' };
    return this.send(device, order, actor, `emergency stop by ${actor}`);
  }

  private keepClosed(): void {
    this.unsafeSinceMs ??= performance.now();
    const domes = this.fleet.of('dome');
    for (const dome of domes) {
      if (!this.needsClosing(dome)) continue;
      this.closingMs.set(dome.plan.name, performance.now());
      const because = this.emergency ?? this.because;
      void this.close(dome, 'safety', because);
    }
    if (domes.every(({ state }) => state === 'CLOSED')) this.escalated = false;
    else this.escalate();
  }

  private needsClosing(dome: Device): boolean {
    const triedMs = this.closingMs.get(dome.plan.name) ?? -Infinity;
    const due = performance.now() - triedMs > RETRY_MS;
    return due && dome.link.isUp && dome.state !== 'CLOSED' && dome.state !== 'CLOSING';
  }

  private escalate(): void {
    const seconds = (performance.now() - (this.unsafeSinceMs ?? 0)) / 1000;
    if (this.escalated || seconds < ESCALATE_S) return;
    this.escalated = true;
    this.log.error(`THE DOME IS NOT CLOSED after ${ESCALATE_S} s: ${this.because}. Go and look.`);
  }

  private abortExposures(): void {
    for (const camera of this.fleet.of('camera')) {
      if (this.ledger.open(camera.plan.name).length > 0) {
        void this.send(camera, { action: 'abort' }, 'safety', this.because);
      }
    }
  }

  private close(dome: Device, actor: string, because: string): Promise<string> {
    this.closingMs.set(dome.plan.name, performance.now());
    return this.send(dome, { action: 'close' }, actor, because);
  }

  private async send(device: Device, order: Order, actor: string, because: string): Promise<string> {
    if (!device.link.isUp) return 'not connected; it will be closed or stopped when it is back';
    const record = safetyRecord(device.plan.name, order, actor, because);
    this.ledger.enterLater(record);
    try {
      await device.commands.holding(record.id, () => device.commands.perform(record));
      const now = this.ledger.get(record.id);
      return now ? `${order.action}: ${shown(now).state}` : order.action;
    } catch (fault) {
      return `${order.action} refused: ${fault instanceof Error ? fault.message : String(fault)}`;
    }
  }

  /** Tells the world as soon as there is one. Only the newest verdict matters. */
  private tell(verdict: { safe: boolean; because: string; at: string }): void {
    clearTimeout(this.telling);
    this.store.tellSafety(verdict).catch(() => {
      if (!this.stopped) this.telling = setTimeout(() => this.tell(verdict), TELL_RETRY_MS);
    });
  }
}

const safetyRecord = (instrument: string, order: Order, actor: string, because: string): CommandRecord => ({
  id: newId('cmd'),
  instrument,
  order,
  state: 'RECEIVED',
  because,
  observation: null,
  actor,
  sentAt: null,
  createdAt: new Date().toISOString(),
  finishedAt: null,
  frame: null,
  traceId: currentTraceId(),
  request: null,
  target: null,
  deadline: null,
  refusal: null,
  bootId: null,
  pointing: null,
  wire: [],
});
