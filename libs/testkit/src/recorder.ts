import type { Bus, Followed } from '@nightjar/bus';
import type { Carries, EventContract } from '@nightjar/contracts';

/** Every event of a night in order, and a way to wait for the next one. */
export class Recorder {
  readonly events: Followed[] = [];
  private readonly watchers = new Set<() => void>();
  private readonly ended: Promise<void>;
  private readonly stopping = new AbortController();

  constructor(bus: Bus) {
    this.ended = this.record(bus);
  }

  /** What has been told so far. */
  all<C extends EventContract>(contract: C): Carries<C>[] {
    return this.events
      .filter((event) => event.meta.subject === contract.subject)
      .map((event) => contract.carries.parse(event.payload) as Carries<C>);
  }

  /** The first event that fits, past or future. @throws after `timeoutMs`, naming what was told instead */
  async until<C extends EventContract>(
    contract: C,
    fits: (payload: Carries<C>) => boolean = () => true,
    timeoutMs = 60_000,
  ): Promise<Carries<C>> {
    const found = (): Carries<C> | undefined => this.all(contract).find(fits);
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const event = found();
      if (event !== undefined) return event;
      if (Date.now() >= deadline) {
        const told = this.events.map((e) => `${e.meta.subject} ${JSON.stringify(e.payload).slice(0, 200)}`);
        throw new Error(`no fitting ${contract.subject} within ${timeoutMs} ms; told was:\n${told.join('\n')}`);
      }
      await this.next(deadline - Date.now());
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended.catch(() => undefined);
  }

  private async record(bus: Bus): Promise<void> {
    for await (const event of bus.follow(this.stopping.signal, 0)) {
      this.events.push(event);
      for (const watcher of this.watchers) watcher();
    }
  }

  private next(ms: number): Promise<void> {
    return new Promise((done) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.watchers.delete(finish);
        done();
      };
      const timer = setTimeout(finish, ms);
      this.watchers.add(finish);
    });
  }
}
