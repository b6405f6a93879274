import { spawn, type ChildProcess } from 'node:child_process';

/** Time a program has to end by itself when it is told to. */
const ENDS_WITHIN_MS = 2000;

/** A program in a process group of its own, which is ended as a whole: children of children with it. */
export class ProcessGroup {
  private killing: NodeJS.Timeout | undefined;

  /**
   * @param child leads a process group
   * @param input what it reads on its standard input; absent: nothing
   */
  constructor(
    readonly child: ChildProcess,
    input?: string,
  ) {
    // one that ends without reading all of it is none of our faults
    child.stdin?.on('error', () => undefined).end(input);
  }

  /**
   * Starts a program as the first of its group.
   * @param argv program and arguments; no shell
   */
  static start(
    [file = '', ...args]: readonly string[],
    folder: string,
    environment: Readonly<Record<string, string>>,
    input?: string,
  ): ProcessGroup {
    const stdio = [input === undefined ? ('ignore' as const) : ('pipe' as const), 'pipe' as const, 'pipe' as const];
    return new ProcessGroup(spawn(file, args, { cwd: folder, detached: true, stdio, env: { ...environment } }), input);
  }

  /** Tells all of them to end, and kills what has not ended soon after. */
  end(): void {
    this.signal('SIGTERM');
    this.killing ??= setTimeout(() => this.kill(), ENDS_WITHIN_MS);
  }

  /** Leaves nothing of the group. */
  kill(): void {
    clearTimeout(this.killing);
    this.signal('SIGKILL');
  }

  /**
   * The exit code, null after a signal, once everything that was said has come.
   * @param lastWordsMs so long after its end, as children may hold its outputs open for ever
   * @throws when it cannot be started
   */
  closed(lastWordsMs: number): Promise<number | null> {
    const { child } = this;
    return new Promise((done, failed) => {
      child.once('error', failed);
      child.once('exit', (code) => {
        const timer = setTimeout(() => done(code), lastWordsMs);
        child.once('close', () => {
          clearTimeout(timer);
          done(code);
        });
      });
    });
  }

  private signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // the group is gone already
    }
  }
}
