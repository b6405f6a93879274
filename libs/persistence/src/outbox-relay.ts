import type { Database } from './database.js';
import type { Outgoing } from './transaction.js';

/** Hands one message to the bus. Resolves when the bus has acknowledged it. */
export type Publish = (message: Outgoing) => Promise<void>;

const BATCH = 200;
const IDLE_POLL_MS = 1000;
const RETRY_MS = 250;

interface OutboxRow {
  seq: string;
  id: string;
  subject: string;
  payload: unknown;
  traceparent: string | null;
}

/**
 * Carries the outbox to the bus. Woken by each commit; polls now and then for what a killed predecessor left. Several
 * instances may run: an advisory lock lets one at a time work, so that messages leave in the order they were written.
 * A message published but not yet marked is published again under the same id, which the stream and the inbox know.
 */
export class OutboxRelay {
  private stopped = false;
  private wakeUp: (() => void) | undefined;
  private awake = true;
  private running: Promise<void> | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly database: Database,
    private readonly publish: Publish,
    private readonly onFault: (fault: unknown) => void,
  ) {}

  start(): void {
    this.unsubscribe = this.database.onOutgoing(() => this.wake());
    this.running = this.run();
  }

  /** Sends what can still be sent, then ends. */
  async stop(): Promise<void> {
    this.unsubscribe?.();
    this.stopped = true;
    this.wake();
    await this.running;
  }

  /** Looks into the outbox now. */
  wake(): void {
    this.awake = true;
    this.wakeUp?.();
  }

  private async run(): Promise<void> {
    for (;;) {
      this.awake = false;
      const pause = await this.drain();
      if (this.stopped) return;
      if (!this.awake) await this.rest(pause);
    }
  }

  private async drain(): Promise<number> {
    try {
      while ((await this.relayBatch()) === BATCH) if (this.stopped) break;
      return IDLE_POLL_MS;
    } catch (fault) {
      this.onFault(fault);
      return RETRY_MS;
    }
  }

  private async relayBatch(): Promise<number> {
    const { schema } = this.database;
    const { taken, failed } = await this.database.transaction(async (tx) => {
      // Losing the mark in a crash only publishes again, so this commit need not wait for the disk.
      await tx.rows('set local synchronous_commit = off');
      const [lock] = await tx.rows<{ mine: boolean }>(
        'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as mine',
        [`outbox ${schema}`],
      );
      if (!lock?.mine) return { taken: 0, failed: undefined };
      const rows = await tx.rows<OutboxRow>(
        `select seq, id, subject, payload, traceparent from ${schema}.outbox
         where sent_at is null order by seq limit ${BATCH}`,
      );
      const outcomes = await Promise.allSettled(rows.map((row) => this.publish(row)));
      const sent = rows.filter((_, i) => outcomes[i]?.status === 'fulfilled').map((row) => row.seq);
      if (sent.length > 0) {
        await tx.rows(`update ${schema}.outbox set sent_at = clock_timestamp() where seq = any(?::bigint[])`, [
          `{${sent.join(',')}}`,
        ]);
      }
      return { taken: rows.length, failed: outcomes.find((outcome) => outcome.status === 'rejected') };
    });
    if (failed) throw failed.reason;
    return taken;
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
