import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { networkIsolation } from './network-isolation.js';
import { Prefork } from './prefork.js';
import { runs } from './process-table.fixture.js';

const path = process.env['PATH'] ?? '';
const isolation = await networkIsolation(path);
const folder = tmpdir();

const prefork = (): Prefork => new Prefork(path, { isolation });

function became(from: Prefork, argv: readonly string[], where = folder) {
  const child = from.become(argv, where);
  if (!child?.stdout || !child.stderr) throw new Error('none stood ready');
  const exit = once(child, 'exit') as Promise<[number | null]>;
  return { pid: child.pid, said: text(child.stdout), complained: text(child.stderr), exit };
}

/** @throws when it still runs after ten seconds */
async function gone(pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error('there was none');
  for (let i = 0; i < 1000 && runs(pid); i++) await pause(10);
  expect(runs(pid)).toBe(false);
}

describe('a process that stands ready', () => {
  it('becomes the program itself, in its folder, with every argument as it was given', async () => {
    using ready = prefork();
    const { pid } = ready;
    const args = ['', 'two\nlines', '; id', '$(id)', '-n', 'ä', ' '];
    const { said } = became(ready, ['sh', '-c', 'echo $$; pwd; printf "%s|" "$@"', 'sh', ...args]);
    expect(await said).toBe(`${pid}\n${folder}\n${args.join('|')}|`);
  });

  it('has no more open than the program needs', async () => {
    using ready = prefork();
    const { said } = became(ready, ['sh', '-c', 'for fd in 3 4 5; do [ -e /proc/$$/fd/$fd ] && echo $fd; done']);
    expect(await said).toBe('');
  });

  it.each([
    [['/no/such/program'], folder, '/no/such/program: No such file'],
    [['true'], '/no/such/folder', '/no/such/folder: No such file'],
  ])('says why and fails where %s cannot be run in %s', async (argv, where, why) => {
    using ready = prefork();
    const { complained, exit } = became(ready, argv, where);
    expect(await complained).toContain(why);
    expect((await exit)[0]).toBeGreaterThan(0);
  });

  it('serves one program; who comes before there is another is told so', () => {
    using ready = prefork();
    became(ready, ['true']);
    expect(ready.become(['true'], folder)).toBeUndefined();
  });

  it('is followed by another', async () => {
    using ready = prefork();
    for (let i = 0; i < 3; i++) {
      while (ready.pid === undefined) await pause(5);
      expect((await became(ready, ['true']).exit)[0]).toBe(0);
    }
  });

  it('is not counted on when somebody has ended it', async () => {
    using ready = prefork();
    const { pid } = ready;
    process.kill(Number(pid), 'SIGKILL');
    while (ready.pid !== undefined) await pause(5);
    expect(ready.become(['true'], folder)).toBeUndefined();
  });

  it('is not there on a machine without what it is made of', () => {
    using ready = new Prefork(path, { isolation }, 'no-such-perl');
    expect(ready.pid).toBeUndefined();
    expect(ready.become(['true'], folder)).toBeUndefined();
  });

  it('ends with who keeps it, however that ended', async () => {
    const pids: number[] = [];
    {
      using ready = prefork();
      pids.push(Number(ready.pid));
    }
    const script = `
      const { Prefork, networkIsolation } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
      const ready = new Prefork(process.env.PATH, { isolation: await networkIsolation(process.env.PATH) });
      console.log(ready.pid);
      setInterval(() => undefined, 1000);`;
    const keeper = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(keeper.stdout, 'data')) as [Buffer];
    pids.push(Number(line.toString()));
    expect(runs(Number(pids[1]))).toBe(true);
    keeper.kill('SIGKILL');
    for (const pid of pids) await gone(pid);
  });

  it('keeps nobody from ending', async () => {
    const script = `
      const { Prefork, networkIsolation } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
      new Prefork(process.env.PATH, { isolation: await networkIsolation(process.env.PATH) });`;
    const keeper = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    expect(((await once(keeper, 'exit')) as [number | null])[0]).toBe(0);
  });
});
