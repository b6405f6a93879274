import type { Bus } from '@nightjar/bus';
import { ReconcileAgent, type Gives } from '@nightjar/contracts';
import type { EventRecord } from '@nightjar/persistence';
import type { Log } from './log.js';

const LOOK_MS = 3000;

export interface ReconcilerParts {
  readonly bus: Bus;
  readonly name: string;
  /** Absent for a service that keeps no record: it has consumers to declare, and nothing to publish. */
  readonly record: EventRecord | undefined;
  readonly log: Log;
  /** Sends what was marked. */
  readonly wakeRelay: () => void;
  /** Lets the runners look into their queues. @returns how many jobs wait */
  readonly wakeQueues: () => Promise<number>;
}

/**
 * Rebuilds from PostgreSQL what the broker has lost. A stream that was made at another time than the one on record is a
 * new one: whatever was in the old one and was not yet consumed is published again, before anything newer is.
 */
export class Reconciler {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<boolean> | undefined;
  /** Whether the streams are known to be those on record, since the connection or a publication failed last. */
  private sure = false;

  constructor(private readonly parts: ReconcilerParts) {
    parts.bus.broker.onReturn(() => {
      this.doubt();
      this.look();
    });
  }

  start(): void {
    const { bus, name } = this.parts;
    bus.serve(ReconcileAgent, () => this.reconcile(), name);
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Something failed that may mean that a stream is gone. */
  doubt(): void {
    this.sure = false;
  }

  /** For the relay, before it publishes. @returns whether there may be something older to publish first */
  async ready(): Promise<boolean> {
    return this.sure ? false : this.check();
  }

  /** What an operator may ask for at any time. */
  async reconcile(): Promise<Gives<typeof ReconcileAgent>> {
    const { bus, record, log, wakeRelay, wakeQueues } = this.parts;
    await this.check();
    const consumers = await bus.broker.declareConsumers();
    const events = (await record?.owe()) ?? 0;
    if (events > 0) wakeRelay();
    const jobs = await wakeQueues();
    log.info(`reconciled: ${events} events published again, ${jobs} jobs wait, ${consumers} consumers declared`);
    return { events, jobs, consumers };
  }

  private look(): void {
    if (!this.parts.bus.broker.connected) return;
    this.check().catch((fault: unknown) => {
      this.doubt();
      this.parts.log.debug(`the streams could not be looked at: ${String(fault)}`);
    });
  }

  /** One look at a time. @returns whether a stream was made anew */
  private check(): Promise<boolean> {
    this.running ??= this.compare().finally(() => (this.running = undefined));
    return this.running;
  }

  private async compare(): Promise<boolean> {
    const { bus, record, log, wakeRelay, wakeQueues } = this.parts;
    const made = await bus.broker.streamsMade();
    const marked = await record?.recover(made);
    this.sure = true;
    if (marked === undefined) return false;
    const consumers = await bus.broker.declareConsumers();
    if (marked > 0) log.warn(`the broker has lost its store: ${marked} events are published again`, { consumers });
    wakeRelay();
    await wakeQueues();
    return true;
  }
}
