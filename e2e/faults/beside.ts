import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observatory } from '../night/observatory.js';
import { ROOT } from '../night/root.js';
import { addressesOf } from './audit.js';

const NIGHTJAR = join(ROOT, 'apps/cli/bin/nightjar.mjs');
const ADMITTED_WITHIN_MS = 60_000;

/** A process that is no child of the supervisor: started beside, ended with the scope. */
export class Beside implements AsyncDisposable {
  private constructor(private readonly child: ChildProcess) {}

  /** Another instance of a supervised service, with the very same settings. */
  static async another(observatory: Observatory, service: string): Promise<Beside> {
    const pid = await observatory.pidOf(service);
    const [node = process.execPath, ...argv] = await words(pid, 'cmdline');
    return Beside.start(node, argv, await settingsOf(pid));
  }

  /** An agent of one's own, as an engineer starts it: `nightjar agents run FILE`. */
  static agent(observatory: Observatory, file: string, settings: Settings = {}): Promise<Beside> {
    return Beside.start(process.execPath, [NIGHTJAR, 'agents', 'run', file], cleanEnvironment(observatory, settings));
  }

  /** Gives an agent of one's own its identity: `nightjar bus identity FILE`. */
  static async admit(observatory: Observatory, file: string, settings: Settings = {}): Promise<void> {
    const argv = [NIGHTJAR, 'bus', 'identity', file];
    const admission = await Beside.start(process.execPath, argv, cleanEnvironment(observatory, settings));
    await admission.ended(AbortSignal.timeout(ADMITTED_WITHIN_MS));
    if (admission.child.exitCode !== 0) throw new Error(`${file} was not given an identity on the bus`);
  }

  /** One that has its identity, as whatever looks after it starts it: the agent's process alone. */
  static async admitted(observatory: Observatory, file: string, settings: Settings = {}): Promise<Beside> {
    const { natsUrl, databaseUrl, clock, clockAnchor, site } = await addressesOf(observatory.home);
    const where = {
      ...{ NIGHTJAR_NATS_URL: natsUrl, NIGHTJAR_DATABASE_URL: databaseUrl, NIGHTJAR_SITE: site },
      ...{ NIGHTJAR_CLOCK: clock, NIGHTJAR_CLOCK_ANCHOR: clockAnchor },
    };
    const given = Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)) as Settings;
    const argv = [join(ROOT, 'deploy/local/run-agent.mjs'), file];
    return Beside.start(process.execPath, argv, cleanEnvironment(observatory, { ...given, ...settings }));
  }

  private static async start(command: string, argv: readonly string[], env: Settings): Promise<Beside> {
    const child = spawn(command, argv, { cwd: ROOT, env, stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    await once(child, 'spawn');
    return new Beside(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Resolves when it has ended, or the signal aborts. */
  async ended(signal: AbortSignal): Promise<void> {
    if (this.hasEnded || signal.aborted) return;
    await once(this.child, 'exit', { signal }).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.hasEnded) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGCONT');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(timer);
  }
}

export type Settings = Readonly<{ [name: string]: string }>;

/** Ours, without what is meant for us, and with the observatory's home. */
function cleanEnvironment({ home }: Observatory, settings: Settings): Settings {
  const given = Object.entries(process.env).filter(([name]) => !/^(NIGHTJAR_.*|NODE_OPTIONS|NODE_ENV)$/.test(name));
  return { ...(Object.fromEntries(given) as Settings), ...settings, NIGHTJAR_HOME: home };
}

const words = async (pid: number, file: 'cmdline' | 'environ'): Promise<string[]> =>
  (await readFile(`/proc/${pid}/${file}`, 'utf8')).split('\0').filter(Boolean);

async function settingsOf(pid: number): Promise<Settings> {
  const lines = await words(pid, 'environ');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
