import type { Database } from './database.js';
import { Outbox, type Waiting } from './outbox.js';
import { InOrder, type Publish } from './publish-in-order.js';

const BATCH = 500;
const IDLE_POLL_MS = 1000;
/** Another process empties the outbox at this moment; it may have looked before our commit. */
const HELD_MS = { first: 3, longest: 50 };
const FAILED_MS = { first: 100, longest: 2000 };
/** An outbox that cannot be emptied is told of so often, not at every try. */
const COMPLAIN_MS = 60_000;
/** A bus that starts again is no reason to call the service unready by this; that is seen by other means. */
const STANDS_STILL_S = 3;

export interface RelayParts {
  readonly publish: Publish;
  /** Told when the outbox stands still, once a minute while it does. */
  readonly onFault: (fault: unknown) => void;
  /**
   * Before a batch leaves: that the bus has not lost what left earlier. True: there may be something older to send
   * first. While it throws nothing leaves.
   */
  readonly ready?: () => Promise<boolean>;
}

/**
 * Carries the outbox to the bus, in order for each thing the messages are about. Every process that commits wakes its
 * own relay at once, so no process need be told of another's commits (NOTIFY would make commits wait for each other);
 * one that finds the outbox claimed looks again within milliseconds. What a killed process left is found by whoever
 * looks next, a second later at most. A message published but not yet marked is published again under the same id,
 * which the stream and the inbox know.
 */
export class OutboxRelay {
  private readonly outbox: Outbox;
  private stopped = false;
  private wakeUp: (() => void) | undefined;
  private awake = true;
  private running: Promise<void> | undefined;
  private unsubscribe: (() => void) | undefined;
  private held = 0;
  private failures = 0;
  private failingSince = 0;
  private lastFault: unknown;
  private complainedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly database: Database,
    private readonly parts: RelayParts,
  ) {
    this.outbox = new Outbox(database.url, database.schema);
  }

  start(): void {
    this.unsubscribe = this.database.onOutgoing(() => this.wake());
    this.running = this.run();
  }

  /** Sends what can still be sent, then ends. */
  async stop(): Promise<void> {
    this.unsubscribe?.();
    this.stopped = true;
    this.wakeUp?.();
    await this.running;
    await this.outbox.close();
  }

  /** @throws when what is in the outbox has been kept from the bus for some seconds */
  check(): Promise<void> {
    const seconds = Math.round((performance.now() - this.failingSince) / 1000);
    if (this.failures > 0 && seconds >= STANDS_STILL_S)
      return Promise.reject(new Error(`nothing has left it for ${seconds} s: ${String(this.lastFault)}`));
    return Promise.resolve();
  }

  /** Looks into the outbox now. */
  wake(): void {
    this.awake = true;
    if (this.failures === 0) this.wakeUp?.();
  }

  private async run(): Promise<void> {
    for (;;) {
      this.awake = false;
      const pause = await this.drain();
      if (this.stopped) return;
      if (pause < IDLE_POLL_MS || !this.awake) await this.rest(pause);
    }
  }

  /** @returns how long to rest */
  private async drain(): Promise<number> {
    try {
      if (!(await this.outbox.claim())) {
        this.held += 1;
        return doubling(HELD_MS, this.held);
      }
      this.held = 0;
      await this.relayAll();
      await this.outbox.release();
      this.failures = 0;
      return IDLE_POLL_MS;
    } catch (fault) {
      await this.outbox.close();
      if (this.failures === 0) this.failingSince = performance.now();
      this.failures += 1;
      this.lastFault = fault;
      this.complain(fault);
      return doubling(FAILED_MS, this.failures);
    }
  }

  /**
   * Batch after batch. While one waits for its acknowledgements the next is on its way too, so that the bus
   * never waits for us. Whatever happens, nothing is on its way any more when this ends.
   */
  private async relayAll(): Promise<void> {
    const line = new InOrder(this.parts.publish);
    let latest: Promise<void> = Promise.resolve();
    try {
      let batch = await this.outbox.waiting(BATCH);
      while (batch.length > 0) {
        // What was found to be lost stands before this batch: begin with it.
        if (await this.parts.ready?.()) {
          await latest;
          batch = await this.outbox.waiting(BATCH);
          continue;
        }
        const next = this.following(batch);
        const former = latest;
        latest = this.leave(batch, line);
        latest.catch(() => undefined); // heard where it is awaited
        await former;
        batch = await next;
      }
      await latest;
    } finally {
      await latest.catch(() => undefined);
    }
  }

  /** @throws what the first refused message met, when all that left is marked */
  private async leave(batch: readonly Waiting[], line: InOrder): Promise<void> {
    const { sent, fault } = await line.leave(batch);
    if (sent.length > 0) await this.outbox.mark(sent);
    if (fault !== undefined) throw fault;
  }

  /** What stands behind a full batch. Behind another there is nothing yet; whoever adds to it wakes the relay. */
  private following(batch: readonly Waiting[]): Promise<Waiting[]> {
    const last = batch.at(-1);
    if (batch.length < BATCH || !last || this.stopped) return Promise.resolve([]);
    const next = this.outbox.waiting(BATCH, last.seq);
    next.catch(() => undefined); // heard where it is awaited
    return next;
  }

  private complain(fault: unknown): void {
    if (performance.now() - this.complainedAt < COMPLAIN_MS) return;
    this.complainedAt = performance.now();
    this.parts.onFault(fault);
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

const doubling = ({ first, longest }: { first: number; longest: number }, times: number): number =>
  Math.min(first * 2 ** Math.min(times - 1, 20), longest);
