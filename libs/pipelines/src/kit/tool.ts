import type { Seconds } from '@nightjar/astro';

/** One call of an external program, by argument vector: no shell ever sees it. */
export interface ToolCall {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The folder it runs in; everything it writes belongs there. */
  readonly folder: string;
  /** Wall clock after which the program and all its children are ended. */
  readonly timeoutS: Seconds;
}

/** How a program ended. */
export interface ToolOutcome {
  /** Null when it was ended by a signal. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** The last lines of what it wrote to both outputs, in their order. */
  readonly tail: readonly string[];
  readonly durationS: Seconds;
}

/** Runs external programs. Implemented where processes may be started; rejects when the program cannot be started. */
export interface ToolRunner {
  run(call: ToolCall): Promise<ToolOutcome>;
}
