import type { Seconds } from '@nightjar/astro';

/** One call of an external program, by argument vector: no shell ever sees it. */
export interface ProgramCall {
  /** A bare name, looked for on the path, or a full path. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** The folder it runs in; its HOME and TMPDIR too, so that what it scatters lies there. */
  readonly folder: string;
  /** Wall clock after which the program and all its children are ended. */
  readonly timeoutS: Seconds;
  /** True only where it needs the network; otherwise it runs without, where the machine allows that. */
  readonly network?: boolean;
  /** What it reads on its standard input, which then ends. Absent: nothing. */
  readonly input?: string;
}

/** How a program ended, and of what it wrote to both outputs the first and the last lines, in their order. */
export interface ProgramOutcome {
  /** Null when it was ended by a signal. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** The first lines, where there are more than `tail` holds. */
  readonly head: readonly string[];
  /** How many lines between `head` and `tail` were not kept. */
  readonly leftOut: number;
  readonly tail: readonly string[];
  readonly durationS: Seconds;
}
