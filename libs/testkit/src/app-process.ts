import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../../..');

/** An app running as a process of its own, from its compiled `dist`. */
export class AppProcess {
  /** Its log lines so far. */
  readonly lines: string[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly app: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.note(line));
    }
    child.on('exit', () => this.note('(exited)'));
  }

  /**
   * Needs `npm run build` first; the test driver has done it.
   * @param app the name of an app, or the path of another compiled program, e.g. libs/testkit/dist/x.fixture.js
   */
  static start(app: string, environment: Readonly<Record<string, string>>): AppProcess {
    const program = app.endsWith('.js') ? resolve(ROOT, app) : resolve(ROOT, 'apps', app, 'dist/main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', program], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', ...environment, NIGHTJAR_SUPERVISED: '1', NIGHTJAR_LOG_LEVEL: 'info' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new AppProcess(app, child);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.app} did not start`);
    return this.child.pid;
  }

  /** Resolves when a log line fits. @throws when the process ends or `timeoutMs` passes first; then it is killed: nobody may be left to stop it */
  async says(pattern: RegExp, timeoutMs = 90_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (let seen = 0; ;) {
      for (; seen < this.lines.length; seen++) {
        const line = this.lines[seen] ?? '';
        if (pattern.test(line)) return line;
        if (line === '(exited)') throw new Error(`${this.app} ended:\n${this.lines.join('\n')}`);
      }
      if (Date.now() > deadline) {
        await this.kill();
        throw new Error(`${this.app} never said ${pattern}:\n${this.lines.join('\n')}`);
      }
      await new Promise<void>((done) => {
        const timer = setTimeout(done, 250);
        this.waiting.add(() => {
          clearTimeout(timer);
          done();
        });
      });
    }
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    if (this.ended) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  /** Freezes it, as a machine that swaps or is suspended would; `thaw` lets it go on. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Resolves when it has ended, however it did. */
  async gone(): Promise<void> {
    if (!this.ended) await once(this.child, 'exit');
  }

  /** Ends it in order; after 10 s not. */
  async stop(): Promise<void> {
    if (this.ended) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private note(line: string): void {
    this.lines.push(line);
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
