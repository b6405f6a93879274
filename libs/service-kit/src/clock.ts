/**
 * The observatory's clock. Everything about the sky and the night asks it; only the health of machines (ages, time-outs,
 * leases) goes by the wall clock.
 */
export abstract class Clock {
  /** `played`: a night replayed, perhaps faster than it was. */
  abstract readonly mode: 'real' | 'played';
  /** Seconds of the observatory for each second on the wall. */
  abstract readonly rate: number;
  abstract now(): Date;

  /** Waits so many seconds of the observatory; ends early, without an error, when the signal aborts. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((done) => {
      if (signal?.aborted) return done();
      const timer = setTimeout(finish, Math.max(0, (seconds * 1000) / this.rate));
      function finish(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        done();
      }
      signal?.addEventListener('abort', finish, { once: true });
    });
  }
}

export class RealClock extends Clock {
  readonly mode = 'real';
  readonly rate = 1;

  now(): Date {
    return new Date();
  }
}

/** A clock that stood at `start` when the wall clock stood at `anchorMs` and runs `rate` times as fast. */
export class PlayedClock extends Clock {
  readonly mode = 'played';

  constructor(
    private readonly start: Date,
    readonly rate: number,
    private readonly anchorMs: number = Date.now(),
  ) {
    super();
  }

  now(): Date {
    return new Date(this.start.getTime() + (Date.now() - this.anchorMs) * this.rate);
  }
}

const SETTING = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)(?:@(\d+(?:\.\d+)?))?$/;

/** What is wrong with a clock setting, or undefined when nothing is. */
export function clockFault(setting: string): string | undefined {
  const match = SETTING.exec(setting);
  if (!match || Number.isNaN(Date.parse(match[1] ?? ''))) {
    return `${setting} is no clock: write a UTC start and a rate, such as 2017-12-20T01:30:00Z@60`;
  }
  return Number(match[2] ?? 1) > 0 ? undefined : 'the rate of a clock must be greater than zero';
}

/**
 * The clock a setting asks for.
 * @param setting `2017-12-20T01:30:00Z@60`, or nothing for real time
 * @param anchorMs wall clock at which the played clock stood at its start; fixed once so that all processes agree
 */
export function clockFrom(setting: string | undefined, anchorMs: number = Date.now()): Clock {
  if (!setting) return new RealClock();
  const fault = clockFault(setting);
  if (fault) throw new RangeError(fault);
  const [, start, rate] = SETTING.exec(setting) ?? [];
  return new PlayedClock(new Date(start ?? ''), Number(rate ?? 1), anchorMs);
}
