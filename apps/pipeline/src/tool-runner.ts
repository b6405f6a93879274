import type { ToolCall, ToolOutcome, ToolRunner } from '@nightjar/pipelines';
import { findProgram, searchPath } from '@nightjar/service-kit';
import { spawn, type ChildProcess } from 'node:child_process';
import { hasProgram } from './toolbox.js';

/** More than any tool of the field needs on one frame; a run-away ends instead of the machine. */
const MEMORY_BYTES = 4 * 2 ** 30;
/** Time a program has to end by itself when it is told to. */
const ENDS_WITHIN_MS = 2000;
const TAIL_LINES = 20;
const LONGEST_LINE = 1000;
/** Of what a pipeline listens to; a program may say much in one line of JSON. */
const LONGEST_HEARD = 2 ** 20;
/** So long after its end what a program has said may be on its way; its children are not waited for any longer. */
const LAST_WORDS_MS = { heard: 5000, unheard: 200 };

/**
 * Runs external programs by argument vector, each in a process group of its own, a bare environment and
 * a memory limit; on time-out and when the signal aborts the whole group is told to end, and killed soon after.
 */
export class GroupToolRunner implements ToolRunner {
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly signal: AbortSignal) {}

  async run(call: ToolCall, hear?: (line: string) => void): Promise<ToolOutcome> {
    const running = this.carryOut(call, hear);
    const settled = running.catch(() => undefined);
    this.running.add(settled);
    void settled.then(() => this.running.delete(settled));
    return running;
  }

  /** Resolves when no program runs any more. */
  async ended(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private async carryOut(call: ToolCall, hear?: (line: string) => void): Promise<ToolOutcome> {
    this.signal.throwIfAborted();
    if (!hasProgram(call.program))
      throw new Error(`${call.program} is not installed on this machine; nightjar doctor says how to get it`);
    const startedMs = performance.now();
    const child = start(call);
    const tail = new Tail(child, hear);
    feed(child, call.input);
    let timedOut = false;
    let killing: NodeJS.Timeout | undefined;
    const end = (): void => {
      signalGroup(child, 'SIGTERM');
      killing ??= setTimeout(() => signalGroup(child, 'SIGKILL'), ENDS_WITHIN_MS);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, call.timeoutS * 1000);
    this.signal.addEventListener('abort', end, { once: true });
    try {
      const exitCode = await closed(child, call.program, LAST_WORDS_MS[hear ? 'heard' : 'unheard']);
      this.signal.throwIfAborted();
      return { exitCode, timedOut, tail: tail.lines, durationS: (performance.now() - startedMs) / 1000 };
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', end);
      clearTimeout(killing);
      // what the program left running behind it ends with it
      signalGroup(child, 'SIGKILL');
    }
  }
}

function start({ program, arguments: args, folder, input }: ToolCall): ChildProcess {
  const limits = findProgram('prlimit') ? ['prlimit', `--as=${MEMORY_BYTES}`, '--core=0', '--'] : [];
  const [file = program, ...rest] = [...limits, program, ...args];
  return spawn(file, rest, {
    cwd: folder,
    // a group of its own, so that children of children can be ended too
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { PATH: searchPath(), HOME: folder, TMPDIR: folder, LC_ALL: 'C', OMP_NUM_THREADS: '1' },
  });
}

/** What it reads; a program that ends without reading all of it is none of our faults. */
function feed({ stdin }: ChildProcess, input = ''): void {
  stdin?.on('error', () => undefined).end(input);
}

function closed(child: ChildProcess, program: string, lastWordsMs: number): Promise<number | null> {
  return new Promise((done, failed) => {
    child.once('error', (fault) => failed(new Error(`${program} cannot be started: ${fault.message}`)));
    // with children that keep the pipes open `close` would wait for them; they are not waited for
    child.once('exit', (code) => {
      const timer = setTimeout(() => done(code), lastWordsMs);
      child.once('close', () => {
        clearTimeout(timer);
        done(code);
      });
    });
  });
}

function signalGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // the group is gone already
  }
}

/** The last lines of both outputs. */
class Tail {
  readonly lines: string[] = [];
  private readonly open = { out: '', err: '' };

  constructor(
    child: ChildProcess,
    private readonly hear: ((line: string) => void) | undefined,
  ) {
    child.stdout?.setEncoding(hear ? 'utf8' : 'latin1').on('data', (text: string) => this.take('out', text));
    child.stderr?.setEncoding('latin1').on('data', (text: string) => this.take('err', text));
    child.on('close', () => (['out', 'err'] as const).forEach((from) => this.note(from, this.open[from])));
  }

  private take(from: 'out' | 'err', text: string): void {
    const parts = (this.open[from] + text).split(/[\r\n]+/);
    this.open[from] = (parts.pop() ?? '').slice(0, this.hear ? LONGEST_HEARD : LONGEST_LINE);
    for (const line of parts) this.note(from, line);
  }

  private note(from: 'out' | 'err', line: string): void {
    if (line.trim() === '') return;
    if (from === 'out') this.hear?.(line);
    this.lines.push(line.slice(0, LONGEST_LINE));
    if (this.lines.length > TAIL_LINES) this.lines.shift();
  }
}
