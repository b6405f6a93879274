import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from './places.mjs';
import { freePort } from './ports.mjs';
import { identify, isRunning } from './processes.mjs';

const SITE = join(ROOT, 'deploy', 'local', 'specimens', 'site.mjs');
/** Servers that are not ours to start: these specs are about services. */
const ELSEWHERE = { NIGHTJAR_DATABASE_URL: 'postgres://elsewhere/x', NIGHTJAR_NATS_URL: 'nats://elsewhere' };

/** Long enough for a server to start on a busy machine. */
const PATIENCE_MS = 25_000;

/** @type {string} */
let home;
/** @type {number} */
let port;
/** @type {import('node:child_process').ChildProcess[]} */
let supervisors;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'nightjar-site-'));
  port = await freePort();
  supervisors = [];
});

afterEach(async () => {
  for (const child of supervisors) child.kill('SIGKILL');
  await Promise.all(
    supervisors.map((child) => child.exitCode ?? child.signalCode ?? new Promise((r) => child.once('exit', r))),
  );
  for (const record of records()) if (isRunning(record)) process.kill(record.pid, 'SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

/** @returns {{ name: string, pid: number, startTime: string }[]} */
const records = () => {
  const run = join(home, 'run');
  const files = existsSync(run) ? readdirSync(run).filter((name) => name.endsWith('.process.json')) : [];
  return files.map((file) => JSON.parse(readFileSync(join(run, file), 'utf8')));
};

/** @param {string} name */
const record = (name) => {
  const found = records().find((one) => one.name === name);
  if (!found) throw new Error(`nothing runs as ${name}`);
  return found;
};

/** Asks until it is so; the test's own time-out is the limit. @param {() => unknown} condition */
async function until(condition) {
  while (!condition()) await pause(10);
}

/** A supervisor in a process of its own. @param {string[]} services @param {Record<string, string>} env */
function supervise(services, env = ELSEWHERE) {
  const child = spawn(process.execPath, [SITE, home, String(port), ...services], {
    cwd: ROOT,
    env: { ...process.env, ...env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  supervisors.push(child);
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  /** Waits until it says so; fails when it ends, or the time is up, without having done so. @param {string} text */
  const says = async (text) => {
    const end = Date.now() + PATIENCE_MS;
    await until(() => said.includes(text) || child.exitCode !== null || Date.now() > end);
    if (!said.includes(text)) throw new Error(`never said ${text}, but:\n${said}`);
  };
  return { child, ended, said: () => said, says };
}

describe('the supervisor', () => {
  it('is ready when the gateway is, and stops everything it started', async () => {
    const site = supervise(['gateway=gateway', 'catalog=orderly']);
    await site.says(`READY http://127.0.0.1:${port}`);
    const running = records();
    expect(running.map(({ name }) => name).sort()).toEqual(['catalog', 'gateway']);
    site.child.kill('SIGTERM');
    expect(await site.ended).toBe(0);
    expect(running.filter(isRunning)).toEqual([]);
    expect(readdirSync(join(home, 'run'))).toEqual([]);
  });

  it('starts again a service that was killed', async () => {
    const site = supervise(['gateway=gateway', 'catalog=orderly']);
    await site.says('READY');
    const before = record('catalog');
    process.kill(before.pid, 'SIGKILL');
    await until(() => record('catalog').pid !== before.pid);
    expect(site.said()).toMatch(/catalog ended after [\d.]+ s \(killed by SIGKILL\); starting it again in 0\.1 s/);
  });

  it('waits longer each time for a service that ends at once, while the others go on', async () => {
    const site = supervise(['gateway=gateway', 'alerts=frail']);
    await site.says('starting it again in 0.2 s');
    await site.says('READY');
    expect(site.said()).toContain('(exit code 7)');
    expect(site.said()).toContain('cannot go on');
  });

  it('kills a service that does not heed SIGTERM', async () => {
    const site = supervise(['gateway=gateway', 'catalog=stubborn']);
    await site.says('READY');
    await site.says('deaf');
    const { catalog, startedAt } = { catalog: record('catalog'), startedAt: Date.now() };
    site.child.kill('SIGINT');
    expect(await site.ended).toBe(0);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(450);
    expect(isRunning(catalog)).toBe(false);
    expect(site.said()).toMatch(/catalog did not end within 0\.\d s and is killed/);
  });

  it('takes the same Ctrl-C heard several times for one', async () => {
    const patient = { ...ELSEWHERE, NIGHTJAR_SPECIMEN_PATIENCE_MS: String(PATIENCE_MS) };
    const site = supervise(['gateway=gateway', 'catalog=orderly'], patient);
    await site.says('READY');
    await site.says('"msg":"up"');
    for (let i = 0; i < 3; i++) site.child.kill('SIGINT');
    expect(await site.ended).toBe(0);
    expect(site.said().match(/"msg":"leaving"/g)).toHaveLength(1);
  });

  it('hands on the last words of what it stops, however many', async () => {
    const patient = { ...ELSEWHERE, NIGHTJAR_SPECIMEN_PATIENCE_MS: String(PATIENCE_MS) };
    const site = supervise(['gateway=gateway', 'catalog=talkative'], patient);
    await site.says('READY');
    await site.says('"msg":"up"');
    site.child.kill('SIGINT');
    expect(await site.ended).toBe(0);
    expect(site.said().match(/"msg":"last words \d+"/g)).toHaveLength(5000);
  });

  it('leaves no service behind when it is killed outright', async () => {
    const site = supervise(['gateway=gateway', 'catalog=orderly']);
    await site.says('READY');
    const running = records();
    site.child.kill('SIGKILL');
    await until(() => running.every((one) => !isRunning(one)));
  });

  it('ends at its next start what did not notice that the last one was killed', async () => {
    const first = supervise(['gateway=gateway', 'catalog=stubborn']);
    await first.says('READY');
    await first.says('deaf');
    const orphan = record('catalog');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(isRunning(orphan)).toBe(true);
    const second = supervise(['gateway=gateway', 'catalog=orderly']);
    await second.says('READY');
    expect(second.said()).toContain('stopped what a killed supervisor had left: catalog');
    expect(isRunning(orphan)).toBe(false);
  });

  it('never touches a process that only has the number of a lost one', async () => {
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
    supervisors.push(bystander);
    const first = supervise(['gateway=gateway']);
    await first.says('READY');
    first.child.kill('SIGTERM');
    await first.ended;
    const stale = { name: 'catalog', pid: bystander.pid, startTime: '1' };
    writeFileSync(join(home, 'run', 'catalog.process.json'), JSON.stringify(stale));
    const second = supervise(['gateway=gateway']);
    await second.says('READY');
    expect(identify(bystander.pid ?? 0)).toBeDefined();
    expect(existsSync(join(home, 'run', 'catalog.process.json'))).toBe(false);
  });

  it('refuses a home that another one holds, and says who does', async () => {
    const first = supervise(['gateway=gateway']);
    await first.says('READY');
    const second = supervise(['gateway=gateway']);
    expect(await second.ended).toBe(1);
    expect(second.said()).toContain(`process ${first.child.pid}`);
    expect(second.said()).toContain('NIGHTJAR_HOME');
  });

  it('names the port that is taken and the setting that moves it', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    const site = supervise(['gateway=gateway']);
    expect(await site.ended).toBe(1);
    expect(site.said()).toContain(`port ${port} is taken by another program: set NIGHTJAR_HTTP_PORT`);
    other.close();
  });

  it('brings PostgreSQL and NATS back on the same ports, also after kill -9 of everything', async () => {
    const own = { NIGHTJAR_DATABASE_URL: '', NIGHTJAR_NATS_URL: '' };
    const first = supervise(['gateway=gateway'], own);
    await first.says('READY');
    // Between the end of one and the start of the next there is no note.
    const pidIn = (/** @type {string} */ file) =>
      existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
    const postgres = () => pidIn(join(home, 'postgres', 'data', 'postmaster.pid'));
    const nats = () => pidIn(join(home, 'nats', 'nats.pid'));
    const [natsBefore, postgresBefore] = [nats(), postgres()];
    process.kill(natsBefore, 'SIGKILL');
    process.kill(postgresBefore, 'SIGKILL');
    await until(() => /nats ended.*killed by SIGKILL/.test(first.said()) && /postgres ended/.test(first.said()));
    await until(() => nats() !== natsBefore && identify(nats()));
    await until(() => postgres() !== postgresBefore && identify(postgres()));
    const addresses = readFileSync(join(home, 'run', 'addresses.json'), 'utf8');
    expect(addresses).toContain('postgres://nightjar:');
    const everything = [first.child.pid ?? 0, nats(), postgres(), record('gateway').pid].map(identify);
    for (const one of everything) if (one) process.kill(one.pid, 'SIGKILL');
    await first.ended;
    await until(() => everything.every((one) => !one || !isRunning(one)));
    const second = supervise(['gateway=gateway'], own);
    await second.says('READY');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(existsSync(join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
  }, 240_000);
});
