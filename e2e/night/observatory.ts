import { Site } from '@nightjar/contracts';
import { freePorts } from '@nightjar/testkit';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './root.js';

/** Where the servers keep their process id, under the home. */
const SERVER_PID_FILE: Readonly<Record<string, string>> = {
  nats: 'nats/nats.pid',
  postgres: 'postgres/data/postmaster.pid',
};
/** A machine that does other things besides may need so long to start everything. */
const READY_WITHIN_MS = 300_000;
const SKY_LISTENS_WITHIN_MS = 30_000;

export interface ObservatoryOptions {
  /** A built-in site; its devices are moved to free ports. */
  readonly site?: string;
  /** A played clock, as in NIGHTJAR_CLOCK. */
  readonly clock: string;
  /** An empty folder for its home, removed when it is disposed of; absent: one of its own. */
  readonly home?: string;
  /** Put before the command, e.g. to run it in a network namespace of its own. */
  readonly wrapper?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** One JSON line to a port on loopback, and the line it answers. @throws when nobody answers */
async function askLine(port: number, question: object): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(`${JSON.stringify(question)}\n`);
    for await (const line of createInterface({ input: socket })) return line;
    throw new Error(`port ${port} closed without an answer`);
  } finally {
    socket.destroy();
  }
}

/** A copy of a built-in site with its devices on free ports, so that a story never meets a running observatory. */
async function movedSite(name: string, folder: string): Promise<string> {
  const site = Site.parse(JSON.parse(await readFile(join(ROOT, 'fixtures/sites', `${name}.json`), 'utf8')));
  const devices = [...site.telescopes, ...site.cameras, ...site.domes, ...site.weather];
  const ports = await freePorts(devices.length);
  devices.forEach((device, i) => {
    device.port = ports[i] ?? device.port;
  });
  const path = join(folder, 'site.json');
  await writeFile(path, JSON.stringify(site));
  return path;
}

/** A whole observatory under its supervisor, as `npm start` runs it: real processes, real sockets, its own home. */
export class Observatory implements AsyncDisposable {
  readonly lines: string[] = [];
  private token = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly home: string,
    readonly url: string,
    readonly vtpAuthorPort: number,
    readonly vtpSubscriberPort: number,
    readonly controlPort: number,
  ) {
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => this.lines.push(line));
    }
  }

  /** Starts it and waits until it is ready. @throws with its last log lines when it does not become so */
  static async start(options: ObservatoryOptions): Promise<Observatory> {
    const home = options.home ?? (await mkdtemp(join(tmpdir(), 'nightjar-e2e-')));
    const site = await movedSite(options.site ?? 'san-pedro-martir', home);
    const [http = 0, author = 0, subscriber = 0, control = 0] = await freePorts(4);
    const [command = process.execPath, ...before] = [...(options.wrapper ?? []), process.execPath];
    const script = resolve(ROOT, 'deploy/local/start.mjs');
    const child = spawn(command, [...before, script, '--headless', '--no-demonstration', '--json'], {
      cwd: ROOT,
      detached: true,
      env: {
        ...withoutOurs(process.env),
        NIGHTJAR_HOME: home,
        NIGHTJAR_SITE: site,
        NIGHTJAR_CLOCK: options.clock,
        NIGHTJAR_HTTP_PORT: String(http),
        NIGHTJAR_VTP_AUTHOR_PORT: String(author),
        NIGHTJAR_VTP_SUBSCRIBER_PORT: String(subscriber),
        NIGHTJAR_SIMULATOR_CONTROL_PORT: String(control),
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const url = `http://127.0.0.1:${http}`;
    const observatory = new Observatory(child, home, url, author, subscriber, control);
    try {
      await observatory.ready();
    } catch (fault) {
      await observatory.stop();
      throw fault;
    }
    return observatory;
  }

  /** Waits for the supervisor's READY line. */
  private async ready(): Promise<void> {
    await eventually('the observatory is ready', READY_WITHIN_MS, async () => {
      if (this.child.exitCode !== null) throw new Fatal(`the supervisor ended:\n${this.tail()}`);
      return this.lines.some((line) => line.startsWith('READY ')) || undefined;
    }).catch((fault: unknown) => {
      throw new Error(`${String(fault)}\n${this.tail()}`);
    });
    await this.skyListens().catch((fault: unknown) => {
      throw new Error(`${String(fault)}\n${this.tail()}`);
    });
    this.token = (await readFile(join(this.home, 'admin-token'), 'utf8')).trim();
  }

  /**
   * Waits until the simulated sky hears of alerts: VTP repeats nothing to who comes late, and a burst that the sky has
   * not heard of stays dark.
   */
  async skyListens(): Promise<void> {
    await eventually('the simulated sky listens to alerts', SKY_LISTENS_WITHIN_MS, async () => {
      const answer = await askLine(this.controlPort, { do: 'truth' });
      return (JSON.parse(answer) as { listens: boolean }).listens || undefined;
    });
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`, { headers: this.headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await fetch(`${this.url}${path}`, { headers: this.headers })).arrayBuffer());
  }

  /** The address that signs a browser in, once. */
  async signInLink(): Promise<string> {
    return (await readFile(join(this.home, 'run', 'sign-in-link'), 'utf8')).trim();
  }

  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }

  /** The process of a supervised service or server, as the operating system knows it. */
  async pidOf(name: string): Promise<number> {
    const ofServer = SERVER_PID_FILE[name];
    if (ofServer) return Number((await readFile(join(this.home, ofServer), 'utf8')).split('\n')[0]);
    const record = await readFile(join(this.home, 'run', `${name}.process.json`), 'utf8');
    return (JSON.parse(record) as { pid: number }).pid;
  }

  /** Ends a service or server at once, as a crash would. */
  async kill(name: string): Promise<void> {
    process.kill(await this.pidOf(name), 'SIGKILL');
  }

  tail(count = 40): string {
    return this.lines.slice(-count).join('\n');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}

/** Of no test run's concern to an observatory: with NODE_ENV=test its console would be bundled as for development. */
const OURS = /^(NIGHTJAR_.*|NODE_OPTIONS|NODE_ENV)$/;

/** Nothing of the test run's own settings reaches the observatory. */
const withoutOurs = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !OURS.test(name)));

/** A fault that waiting longer cannot mend. */
class Fatal extends Error {}

/** Tries until there is an answer. @throws naming what was waited for, with the last fault */
export async function eventually<T>(what: string, withinMs: number, attempt: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + withinMs;
  let last: unknown = 'no answer yet';
  while (Date.now() < deadline) {
    try {
      const value = await attempt();
      if (value !== undefined) return value;
    } catch (fault) {
      if (fault instanceof Fatal) throw fault;
      last = fault;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`not within ${withinMs / 1000} s: ${what} (${String(last)})`);
}
