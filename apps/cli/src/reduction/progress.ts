import type { World } from '../world.js';

/** What is being done, and how far it is. */
export interface Doing {
  /** What is worked on, e.g. a file. */
  readonly what: string;
  readonly pipeline: string;
  readonly step: string;
  /** 0 to 1; null where the step does not tell. */
  readonly fraction: number | null;
  readonly elapsedS: number;
}

const CELLS = 20;

/** Twenty cells, in eighths of one. @param fraction 0 to 1 */
export function bar(fraction: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * CELLS * 8);
  const part = ' ▏▎▍▌▋▊▉'[eighths % 8] ?? '';
  return `${'█'.repeat(Math.floor(eighths / 8))}${eighths % 8 === 0 ? '' : part}`.padEnd(CELLS);
}

const seconds = (s: number): string => `${s.toFixed(s < 10 ? 1 : 0)} s`;

/** One line, as wide as a terminal at least is. */
export function progressLine({ what, pipeline, step, fraction, elapsedS }: Doing): string {
  const far = fraction === null ? '' : `  |${bar(fraction)}| ${Math.floor(100 * fraction)} %`;
  return `${what}  ${pipeline}: ${step}${far}  ${seconds(elapsedS)}`.slice(0, 79);
}

const OVER = '\r\u001b[2K';

/** Shows what is done: on a terminal one line that is written over, elsewhere a line for each step that has ended. */
export class Progress implements Disposable {
  private doing: (Omit<Doing, 'elapsedS'> & { readonly sinceMs: number }) | undefined;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly world: World,
    private readonly quiet = false,
  ) {
    if (world.terminal) this.timer = setInterval(() => this.draw(), 500).unref();
  }

  began(what: string, pipeline: string, step: string): void {
    this.doing = { what, pipeline, step, fraction: null, sinceMs: performance.now() };
    this.draw();
  }

  isAt(fraction: number): void {
    if (!this.doing) return;
    this.doing = { ...this.doing, fraction };
    this.draw();
  }

  ended(ok: boolean): void {
    const { doing } = this;
    this.doing = undefined;
    if (!doing || this.quiet) return;
    const { what, pipeline, step } = doing;
    if (this.world.terminal) this.world.talk(OVER);
    else this.world.talk(`${what}  ${pipeline}: ${step}${ok ? '' : ' failed'}, ${seconds(this.elapsedS(doing))}\n`);
  }

  /** A line of talk that stays. */
  say(line: string): void {
    this.world.talk(`${this.world.terminal ? OVER : ''}${line}\n`);
    this.draw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    if (this.world.terminal && this.doing && !this.quiet) this.world.talk(OVER);
  }

  private draw(): void {
    const { doing } = this;
    if (!this.world.terminal || !doing || this.quiet) return;
    this.world.talk(`${OVER}${progressLine({ ...doing, elapsedS: this.elapsedS(doing) })}`);
  }

  private elapsedS({ sinceMs }: { readonly sinceMs: number }): number {
    return (performance.now() - sinceMs) / 1000;
  }
}
