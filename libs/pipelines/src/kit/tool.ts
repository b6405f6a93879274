import type { Seconds } from '@nightjar/astro';
import type { Tool } from './tool-declaration.js';

/** One call of an external program, by argument vector: no shell ever sees it. */
export interface ToolCall {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The folder it runs in; everything it writes belongs there. */
  readonly folder: string;
  /** Wall clock after which the program and all its children are ended. */
  readonly timeoutS: Seconds;
  /** True only where the program needs the network; otherwise it is to run without, where the machine allows that. */
  readonly network?: boolean;
  /** What it reads on its standard input, which then ends. Absent: nothing. */
  readonly input?: string;
}

/** What a pipeline may add to a call of a tool. */
export interface ToolOptions {
  /** Default 60. */
  readonly timeoutS?: Seconds;
  readonly input?: string;
  /** Gets each line of the tool's standard output as it comes; those lines are not logged. */
  readonly hear?: (line: string) => void;
}

/** How a program ended. */
export interface ToolOutcome {
  /** Null when it was ended by a signal. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** The first lines of what it wrote to both outputs, where there are more than `tail` holds. */
  readonly head?: readonly string[];
  /** How many lines between `head` and `tail` were not kept. */
  readonly leftOut?: number;
  /** The last lines, in their order. */
  readonly tail: readonly string[];
  readonly durationS: Seconds;
}

/** Runs external programs. Implemented where processes may be started; rejects when the program cannot be started. */
export interface ToolRunner {
  /** @param hear gets each line of its standard output as it comes, and every line before the promise resolves */
  run(call: ToolCall, hear?: (line: string) => void): Promise<ToolOutcome>;
  /** What of these is not on the machine, as a sentence that says how to get it. Asked before a pipeline begins. */
  missing?(tools: readonly Tool[]): string | undefined | Promise<string | undefined>;
}

/** A tool that was started and did not end well. */
export class ToolFault extends Error {
  override readonly name = 'ToolFault';

  constructor(
    message: string,
    readonly outcome: ToolOutcome,
  ) {
    super(message);
  }
}
