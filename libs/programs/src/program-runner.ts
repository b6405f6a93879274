import { CapturedOutput } from './captured-output.js';
import { commandLine, type Confinement } from './confinement.js';
import { findProgram } from './find-program.js';
import { missingOf, type Need } from './missing.js';
import type { NetworkIsolation } from './network-isolation.js';
import type { Prefork } from './prefork.js';
import { ProcessGroup } from './process-group.js';
import type { ProgramCall, ProgramOutcome } from './program-call.js';

const OPEN: NetworkIsolation = { kind: 'none', because: 'the call asks for the network' };
/** So long after its end what a program has said may be on its way; its children are not waited for any longer. */
const LAST_WORDS_MS = { heard: 5000, unheard: 200 };

export interface RunnerOptions extends Confinement {
  /** Folders as in PATH: where programs are looked for, by us and by what we start. */
  readonly path: string;
  /** Ends whatever runs when it aborts. */
  readonly signal: AbortSignal;
  /** Has a process ready that becomes the program. Absent: each is started when it is wanted. */
  readonly prefork?: Prefork | undefined;
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
    const group = this.start(call);
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

  private start({ program, arguments: args, network = false, folder, input }: ProgramCall): ProcessGroup {
    const { path, isolation, memoryBytes, prefork } = this.options;
    const argv = [program, ...args];
    const confinement: Confinement = { isolation: network ? OPEN : isolation, memoryBytes };
    const ready = prefork?.confines(confinement) ? prefork.become(argv, folder) : undefined;
    if (ready) return new ProcessGroup(ready, input);
    const environment = { PATH: path, HOME: folder, TMPDIR: folder, LC_ALL: 'C', OMP_NUM_THREADS: '1' };
    return ProcessGroup.start(commandLine(confinement, path, argv), folder, environment, input);
  }
}
