import { setTimeout as pause } from 'node:timers/promises';

export interface Look {
  /** Monotonic, ms. */
  readonly at: number;
  /** 0 when nobody answers. */
  readonly status: number;
  readonly because: readonly string[];
}

const EVERY_MS = 100;
const PATIENCE_MS = 2000;
const REMEMBERED = 100_000;

/** Looks at `/api/readyz` as a monitor would, ten times a second, and remembers. */
export class Watch implements AsyncDisposable {
  /** The newest last. */
  readonly looks: Look[] = [];
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;

  constructor(private readonly url: string) {
    this.running = this.run();
  }

  /**
   * Waits for a look that satisfies, among those after `since`.
   * @returns seconds from `since` to it
   * @throws when there is none in time, with the last look
   */
  async until(what: string, since: number, withinS: number, satisfies: (look: Look) => boolean): Promise<number> {
    for (;;) {
      const found = this.looks.find((look) => look.at >= since && satisfies(look));
      if (found) return (found.at - since) / 1000;
      const last = this.looks.at(-1);
      if (performance.now() - since > withinS * 1000)
        throw new Error(
          `not within ${withinS} s: ${what}; /api/readyz says ${last?.status}: ${last?.because.join('; ')}`,
        );
      await pause(EVERY_MS / 2);
    }
  }

  /** Seconds until it is ready. */
  ready(since: number, withinS: number): Promise<number> {
    return this.until('ready', since, withinS, ({ status }) => status === 200);
  }

  /** Seconds until it says that it is not ready, for a reason that matches. */
  tells(cause: RegExp, since: number, withinS: number): Promise<number> {
    const told = ({ status, because }: Look): boolean => status === 503 && because.some((each) => cause.test(each));
    return this.until(`readiness says ${cause}`, since, withinS, told);
  }

  private async run(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const at = performance.now();
      this.looks.push({ at, ...(await look(this.url)) });
      if (this.looks.length > REMEMBERED) this.looks.shift();
      await pause(EVERY_MS, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ending.abort();
    await this.running;
  }
}

async function look(url: string): Promise<Omit<Look, 'at'>> {
  try {
    const response = await fetch(`${url}/api/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { because } = (await response.json()) as { because: string[] };
    return { status: response.status, because };
  } catch (fault) {
    return { status: 0, because: [`the gateway does not answer: ${String(fault)}`] };
  }
}
