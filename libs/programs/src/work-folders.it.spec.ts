import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { networkIsolation } from './network-isolation.js';
import { leftIn, runs } from './process-table.fixture.js';
import { ProgramRunner } from './program-runner.js';
import { programsIn } from './programs-in.js';
import { privateFolder, WorkFolders } from './work-folders.js';

const path = process.env['PATH'] ?? '';
const isolation = await networkIsolation(path);

describe('a work folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nightjar-folders-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const remains = (): string[] => readdirSync(root, { recursive: true }).map(String);

  it('is there while the work lasts, for its owner alone, and gone afterwards', async () => {
    const folders = new WorkFolders(root);
    const content = await folders.during('a', async (folder) => {
      mkdirSync(join(folder, 'deep/er'), { recursive: true });
      writeFileSync(join(folder, 'deep/er/file'), 'x');
      return readdirSync(folder, { recursive: true }).length;
    });
    expect(content).toBe(3);
    await folders.close();
    expect(remains()).toEqual([]);
  });

  it('is gone when the work fails', async () => {
    const folders = new WorkFolders(root);
    const failing = folders.during('a', async () => Promise.reject(new Error('no stars')));
    await expect(failing).rejects.toThrow('no stars');
    await folders.close();
    expect(remains()).toEqual([]);
  });

  it('is gone when the work is cancelled, and so is what a program left outside its group, its session and the folder', async () => {
    const folders = new WorkFolders(root);
    const stopping = new AbortController();
    let strays: number[] = [];
    const working = folders.during('a', async (folder) => {
      const runner = new ProgramRunner({ path, isolation, signal: stopping.signal });
      const text = 'setsid sh -c "cd /; echo > $HOME/begun; sleep 71 & sleep 72" & sleep 73';
      const running = runner.run({ program: 'sh', arguments: ['-c', text], folder, timeoutS: 30 });
      running.catch(() => undefined);
      while (!existsSync(join(folder, 'begun'))) await pause(10);
      strays = await programsIn(folder);
      stopping.abort(new Error('cancelled'));
      await running;
    });
    await expect(working).rejects.toThrow('cancelled');
    expect(strays.length).toBeGreaterThanOrEqual(3);
    for (let i = 0; i < 200 && strays.some(runs); i++) await pause(10);
    expect(strays.filter(runs)).toEqual([]);
    await folders.close();
    expect(remains()).toEqual([]);
  });

  it('of a killed runner is removed by another with the programs in it; that of a living one stays', async () => {
    const script = `
      import { WorkFolders, ProgramRunner, networkIsolation } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      const { ROOT, PATH } = process.env;
      await new WorkFolders(ROOT).during('doomed', async (folder) => {
        const runner = new ProgramRunner({ path: PATH, signal: new AbortController().signal, isolation: await networkIsolation(PATH) });
        const text = 'sh -c "echo begun; sleep 81 & sleep 82" & sleep 83';
        await runner.run({ program: 'sh', arguments: ['-c', text], folder, timeoutS: 60 }, () => console.log(folder));
      });`;
    const options = { env: { ...process.env, ROOT: root }, stdio: ['ignore', 'pipe', 'inherit'] as const };
    const doomed = spawn(process.execPath, ['--input-type=module', '-e', script], {
      ...options,
      stdio: [...options.stdio],
    });
    const [said] = (await once(doomed.stdout!, 'data')) as [Buffer];
    const folder = said.toString().trim();
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    expect((await programsIn(folder)).filter(runs).length).toBeGreaterThanOrEqual(3);

    const folders = new WorkFolders(root);
    await folders.during('mine', async (mine) => {
      expect(await folders.sweep()).toBe(1);
      expect(existsSync(folder)).toBe(false);
      expect(existsSync(mine)).toBe(true);
    });
    expect(await leftIn(folder)).toEqual([]);
    await folders.close();
    expect(remains()).toEqual([]);
  });

  it('of a runner that is not seen from here, in another container, stays as long as that one sweeps', async () => {
    const [living, forsaken] = ['7-1234-elsewhere', '8-1234-elsewhere'].map((name) => join(root, name));
    for (const folder of [living, forsaken]) mkdirSync(join(folder!, 'work'), { recursive: true });
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(forsaken!, longAgo, longAgo);
    const folders = new WorkFolders(root);
    await folders.during('mine', async (mine) => {
      utimesSync(join(mine, '..'), longAgo, longAgo);
      expect(await folders.sweep()).toBe(1);
      expect(statSync(join(mine, '..')).mtimeMs).toBeGreaterThan(longAgo.getTime());
    });
    expect(remains().filter((name) => !name.includes('/'))).toContain('7-1234-elsewhere');
    expect(existsSync(forsaken!)).toBe(false);
  });
});

describe('a private folder in a place of many', () => {
  it('is made for its owner alone; one that others can enter, and a link, are refused', async () => {
    const place = mkdtempSync(join(tmpdir(), 'nightjar-private-'));
    try {
      expect(await privateFolder(join(place, 'mine'))).toBe(join(place, 'mine'));
      expect(await privateFolder(join(place, 'mine'))).toBe(join(place, 'mine'));
      mkdirSync(join(place, 'open'));
      chmodSync(join(place, 'open'), 0o777);
      await expect(privateFolder(join(place, 'open'))).rejects.toThrow('not ours alone');
      symlinkSync(join(place, 'mine'), join(place, 'link'));
      await expect(privateFolder(join(place, 'link'))).rejects.toThrow('not ours alone');
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});
