import { sentenceOfMissing, type Tool, type ToolCall, type ToolOutcome, type ToolRunner } from '@nightjar/pipelines';
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';

const TAIL_LINES = 20;

/** Runs the tools of this machine by argument vector, each in a process group of its own that ends as a whole. */
export class LocalToolRunner implements ToolRunner {
  constructor(
    private readonly path: string,
    private readonly signal: AbortSignal,
  ) {}

  missing(tools: readonly Tool[]): string | undefined {
    return sentenceOfMissing(tools, (program) => this.has(program), existsSync);
  }

  async run(call: ToolCall, hear?: (line: string) => void): Promise<ToolOutcome> {
    this.signal.throwIfAborted();
    const startedMs = performance.now();
    const child = spawn(call.program, [...call.arguments], {
      cwd: call.folder,
      // a group of its own, so that children of children can be ended too
      detached: true,
      stdio: 'pipe',
      env: { PATH: this.path, HOME: call.folder, TMPDIR: call.folder, LC_ALL: 'C' },
    });
    let timedOut = false;
    const end = (): void => endGroup(child);
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, call.timeoutS * 1000);
    this.signal.addEventListener('abort', end, { once: true });
    try {
      const { exitCode, tail } = await outcomeOf(child, call.input ?? '', hear);
      this.signal.throwIfAborted();
      return { exitCode, tail, timedOut, durationS: (performance.now() - startedMs) / 1000 };
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', end);
      // what the program left running behind it ends with it
      end();
    }
  }

  private has(program: string): boolean {
    const places = isAbsolute(program) ? [program] : this.path.split(delimiter).map((folder) => join(folder, program));
    return places.some(isExecutable);
  }
}

function outcomeOf(
  child: ReturnType<typeof spawn>,
  input: string,
  hear?: (line: string) => void,
): Promise<{ exitCode: number | null; tail: string[] }> {
  const tail: string[] = [];
  const note = (line: string): void => {
    if (line.trim() === '') return;
    tail.push(line.slice(0, 1000));
    if (tail.length > TAIL_LINES) tail.shift();
  };
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('a child without pipes');
  createInterface(stdout).on('line', (line) => {
    note(line);
    hear?.(line);
  });
  createInterface(stderr).on('line', note);
  // one that reads nothing closes its end
  stdin.on('error', () => undefined).end(input);
  return new Promise((done, failed) => {
    child.once('error', (fault) => failed(new Error(`${child.spawnfile} cannot be started: ${fault.message}`)));
    // a child of the child may hold the pipes open for ever
    child.once('exit', () => setTimeout(() => [stdout, stderr].forEach((pipe) => pipe.destroy()), 200).unref());
    child.once('close', (exitCode) => done({ exitCode, tail }));
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // the group is gone already
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
