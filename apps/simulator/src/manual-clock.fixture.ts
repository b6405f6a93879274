import { Clock } from '@nightjar/service-kit';

/** A clock that moves only when told; sleepers wake in order. */
export class ManualClock extends Clock {
  readonly mode = 'played';
  readonly rate = 1;
  private sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  constructor(private atMs = Date.parse('2008-03-19T06:13:20Z')) {
    super();
  }

  now(): Date {
    return new Date(this.atMs);
  }

  override sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      if (signal?.aborted || seconds <= 0) return wake();
      this.sleepers.push({ atMs: this.atMs + seconds * 1000, wake });
      signal?.addEventListener('abort', () => wake(), { once: true });
    });
  }

  /** Moves the clock and lets everything that was due run to its next wait. */
  async advance(seconds: number): Promise<void> {
    this.atMs += seconds * 1000;
    const due = this.sleepers.filter(({ atMs }) => atMs <= this.atMs).sort((a, b) => a.atMs - b.atMs);
    this.sleepers = this.sleepers.filter(({ atMs }) => atMs > this.atMs);
    for (const { wake } of due) wake();
    await new Promise((done) => setImmediate(done));
  }
}
