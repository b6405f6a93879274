// Keeps a site running: servers first, then services; whatever ends is started again; everything stops in order.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declareStreams, guard, isGuarded } from './bus/guard.mjs';
import { onRelief } from './disk-relief.mjs';
import { lockHome } from './home-lock.mjs';
import { Keeper } from './keeper.mjs';
import { freePort, isFree } from './ports.mjs';
import { signal } from './processes.mjs';
import { seconds, step } from './progress.mjs';
import { untilReady } from './readiness.mjs';
import { Records } from './records.mjs';
import { startNats, startPostgres } from './servers.mjs';
import { startService } from './service-process.mjs';

/**
 * @typedef {object} Plan what is to run
 * @property {string} home NIGHTJAR_HOME
 * @property {string} url of the console
 * @property {NodeJS.ProcessEnv} env for every service
 * @property {import('./service-process.mjs').Service[]} services
 * @property {{ port: number, setting: string }[]} ports that must be free
 * @property {import('./log.mjs').Log} log
 * @property {import('./back-off.mjs').BackOff} [backOff]
 * @property {number} [patienceMs] how long a service may take to stop
 */

/** True only while we run; the gateway writes the link. */
const LEFT_IN_RUN = ['addresses.json', 'sign-in-link'];

/** A port we need is held by somebody else. */
export class PortsTaken extends Error {
  /** @param {{ port: number, setting: string }[]} taken */
  constructor(taken) {
    super(
      taken
        .map(({ port, setting }) => `port ${port} is taken by another program: set ${setting} to a free one`)
        .join('\n'),
    );
  }
}

export class Supervisor {
  #plan;
  #records;
  /** @type {Keeper[]} */
  #servers = [];
  /** @type {Keeper[]} */
  #services = [];
  #hurry = new AbortController();
  #ending = new AbortController();
  /** @type {Promise<void> | undefined} */
  #stopped;
  /** @type {Promise<void>} */
  #starting = Promise.resolve();
  #unlock;

  /** Takes the home. @param {Plan} plan @throws {import('./home-lock.mjs').HomeTaken} */
  constructor(plan) {
    mkdirSync(plan.home, { recursive: true, mode: 0o700 });
    chmodSync(plan.home, 0o700);
    this.#plan = plan;
    this.#unlock = lockHome(plan.home, plan.url);
    this.#records = new Records(plan.home);
  }

  /** Everything up, though not yet ready. @throws {PortsTaken} and what a server says that does not start */
  start() {
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start() {
    const left = await this.#records.endLeftovers();
    if (left.length > 0) this.#plan.log.news(`stopped what a killed supervisor had left: ${left.join(', ')}`, 'warn');
    await this.#refuseTakenPorts();
    for (const file of LEFT_IN_RUN) rmSync(join(this.#plan.home, 'run', file), { force: true });
    const guarded = isGuarded(this.#plan.env);
    const admitted = guarded ? guard(this.#plan.home) : undefined; // takes a second, as PostgreSQL does
    admitted?.catch(() => {});
    const databaseUrl = await this.#server('postgres', startPostgres);
    await admitted;
    const natsUrl = await this.#server('nats', (options) => startNats({ ...options, guarded }));
    if (!this.#plan.env.NIGHTJAR_NATS_URL) this.#relieveNats();
    if (guarded && !this.#ending.signal.aborted) await declareStreams(this.#plan.home, natsUrl);
    this.#publish({ databaseUrl, natsUrl, url: this.#plan.url, ...circumstances(this.#plan.env) });
    const env = { ...this.#plan.env, NIGHTJAR_DATABASE_URL: databaseUrl, NIGHTJAR_NATS_URL: natsUrl };
    await Promise.all(this.#plan.services.map((service) => this.#service(service, env)));
  }

  /** JetStream keeps refusing to write after its disk was full once, until it is started again. */
  #relieveNats() {
    onRelief(join(this.#plan.home, 'nats'), this.#ending.signal, () => {
      this.#plan.log.news('the disk of NATS was full and has room again; starting it again', 'warn');
      const pid = this.pid('nats');
      if (pid) signal(pid, 'SIGTERM');
    });
  }

  /** Where everything is, for a service or a command that is started by hand. @param {Record<string, string>} addresses */
  #publish(addresses) {
    writeFileSync(join(this.#plan.home, 'run', 'addresses.json'), JSON.stringify(addresses), { mode: 0o600 });
  }

  async #refuseTakenPorts() {
    const free = await Promise.all(this.#plan.ports.map(({ port }) => isFree(port)));
    const taken = this.#plan.ports.filter((_, i) => !free[i]);
    if (taken.length > 0) throw new PortsTaken(taken);
  }

  /**
   * One server, restarted on the same port and folder.
   * @param {'postgres' | 'nats'} name @param {typeof startPostgres} startIt
   * @returns {Promise<string>} its URL
   */
  async #server(name, startIt) {
    if (this.#ending.signal.aborted) return '';
    const { home, log } = this.#plan;
    const options = {
      dir: join(home, name),
      port: await freePort(),
      durable: true,
      log: join(home, 'log', `${name}.log`),
    };
    let url = '';
    let how = '';
    const start = async () => {
      const server = await startIt(options);
      ({ url, how } = server);
      return server;
    };
    const keeper = new Keeper(name, start, { news: log.news, backOff: this.#plan.backOff });
    this.#servers.unshift(keeper); // stopped in the opposite order
    await step(name, async () => {
      await keeper.begin();
      return how;
    });
    return url;
  }

  /** @param {import('./service-process.mjs').Service} service @param {NodeJS.ProcessEnv} env */
  async #service(service, env) {
    if (this.#ending.signal.aborted) return;
    const { log, backOff, patienceMs } = this.#plan;
    /** @param {string} line @param {'out' | 'err'} stream */
    const onLine = (line, stream) => log.line(service.name, line, stream);
    /** @param {number} afterMs */
    const onImpatience = (afterMs) =>
      log.news(`${service.name} did not end within ${seconds(afterMs)} and is killed`, 'warn');
    const start = async () => {
      const running = await startService(service, { env, onLine, patienceMs, onImpatience });
      this.#records.note(service.name, running.pid);
      return running;
    };
    const keeper = new Keeper(service.name, start, { news: log.news, backOff });
    this.#services.push(keeper);
    await keeper.begin();
  }

  /** @returns {Promise<boolean>} false when it was stopped meanwhile */
  ready() {
    return untilReady(this.#plan.url, { signal: this.#ending.signal, news: this.#plan.log.news });
  }

  /** The process that runs under a name now. @param {string} name */
  pid(name) {
    return [...this.#services, ...this.#servers].find((keeper) => keeper.name === name)?.pid;
  }

  /** Services first, then NATS, then PostgreSQL. Asked again, it is the same stop. */
  stop() {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop() {
    this.#ending.abort();
    await this.#starting.catch(() => {}); // a server half started would be left behind
    await Promise.all(this.#services.map((keeper) => keeper.stop(this.#hurry.signal)));
    for (const { name } of this.#services) this.#records.forget(name);
    for (const keeper of this.#servers) await keeper.stop(this.#hurry.signal);
    for (const file of LEFT_IN_RUN) rmSync(join(this.#plan.home, 'run', file), { force: true });
    this.#unlock();
    this.#plan.log.close();
  }

  /** A second Ctrl-C: whatever has not stopped yet is killed. */
  hurry() {
    this.#hurry.abort();
  }
}

/** What an agent beside the services must agree with them on. @param {NodeJS.ProcessEnv} env @returns {Record<string, string>} */
function circumstances({ NIGHTJAR_CLOCK: clock, NIGHTJAR_CLOCK_ANCHOR: clockAnchor, NIGHTJAR_SITE: site }) {
  return { ...(clock && { clock }), ...(clockAnchor && { clockAnchor }), ...(site && { site }) };
}
