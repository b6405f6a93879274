import { CapturedOutput } from './captured-output.js';
import { findProgram, findSystemProgram } from './find-program.js';
import { missingOf, type Need } from './missing.js';
import type { NetworkIsolation } from './network-isolation.js';
import { ProcessGroup } from './process-group.js';
import type { ProgramCall, ProgramOutcome } from './program-call.js';

/** More than any tool of the field needs on one frame; a run-away ends instead of the machine. */
const MEMORY_BYTES = 4 * 2 ** 30;
/** So long after its end what a program has said may be on its way; its children are not waited for any longer. */
const LAST_WORDS_MS = { heard: 5000, unheard: 200 };

export interface RunnerOptions {
  /** Folders as in PATH: where programs are looked for, by us and by what we start. */
  readonly path: string;
  /** Ends whatever runs when it aborts. */
  readonly signal: AbortSignal;
  readonly isolation: NetworkIsolation;
  /** Address space of each process. Default 4 GiB; not held where the machine has no `prlimit`. */
  readonly memoryBytes?: number;
}

/**
 * Runs external programs by argument vector, each in a process group of its own, a bare environment, without network
 * and with a memory limit; on time-out and when the signal aborts the whole group is told to end, and killed soon after.
 */
export class ProgramRunner {
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly options: RunnerOptions) {}

  /**
   * @param hear gets each line of the standard output as it comes, and every line before the promise resolves
   * @throws when it is not on this machine or cannot be started, or the signal's reason
   */
  run(call: ProgramCall, hear?: (line: string) => void): Promise<ProgramOutcome> {
    const running = this.carryOut(call, hear);
    const settled = running.catch(() => undefined);
    this.running.add(settled);
    void settled.then(() => this.running.delete(settled));
    return running;
  }

  /** What of these is not on this machine, as a sentence that says how to get it. */
  missing(needs: readonly Need[]): string | undefined {
    return missingOf(needs, this.options.path);
  }

  /** Resolves when no program runs any more. */
  async ended(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private async carryOut(call: ProgramCall, hear?: (line: string) => void): Promise<ProgramOutcome> {
    const { signal, path } = this.options;
    signal.throwIfAborted();
    if (findProgram(call.program, path) === undefined)
      throw new Error(`${call.program} is not installed on this machine; nightjar doctor says how to get it`);
    const startedMs = performance.now();
    const group = new ProcessGroup(this.commandLine(call), {
      ...{ folder: call.folder, input: call.input },
      environment: { PATH: path, HOME: call.folder, TMPDIR: call.folder, LC_ALL: 'C', OMP_NUM_THREADS: '1' },
    });
    const said = new CapturedOutput(group.child, hear);
    let timedOut = false;
    const end = (): void => group.end();
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, call.timeoutS * 1000);
    signal.addEventListener('abort', end, { once: true });
    try {
      const exitCode = await group.closed(LAST_WORDS_MS[hear ? 'heard' : 'unheard']).catch((fault: Error) => {
        throw new Error(`${call.program} cannot be started: ${fault.message}`);
      });
      signal.throwIfAborted();
      const { head, leftOut, tail } = said;
      return { exitCode, timedOut, head, leftOut, tail, durationS: (performance.now() - startedMs) / 1000 };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      // what the program left running behind it ends with it
      group.kill();
    }
  }

  /** Each part becomes the next one: in the end there is one process, the program itself. */
  private commandLine({ program, arguments: args, network = false }: ProgramCall): string[] {
    const { path, isolation, memoryBytes = MEMORY_BYTES } = this.options;
    const prlimit = findSystemProgram('prlimit', path);
    const limits = prlimit === undefined ? [] : [prlimit, `--as=${memoryBytes}`, '--core=0', '--'];
    const alone = network || isolation.kind === 'none' ? [] : isolation.before;
    return [...alone, ...limits, program, ...args];
  }
}
