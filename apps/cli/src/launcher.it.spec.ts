import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const LAUNCHER = resolve(import.meta.dirname, '../bin/nightjar.mjs');
const run = (launcher: string, ...args: string[]) =>
  spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });

describe('the nightjar program', () => {
  it('keeps data on standard output and talk on standard error, and exits with the command’s code', () => {
    expect(run(LAUNCHER, '--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('doctor') });
    expect(run(LAUNCHER, 'fly')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('fly') });
  });

  it('hands over to the Node of the checkout where the one that runs it is too old', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-launcher-'));
    // what an old Node is to the launcher: its version
    const old = join(folder, 'old.mjs');
    writeFileSync(old, `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`);
    const ended = spawnSync(process.execPath, ['--import', old, LAUNCHER, 'fly'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('fly') });
    rmSync(folder, { recursive: true });
  });

  it('says how to build it when it is not built', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-launcher-'));
    mkdirSync(join(folder, 'bin'));
    cpSync(LAUNCHER, join(folder, 'bin/nightjar.mjs'));
    expect(run(join(folder, 'bin/nightjar.mjs'))).toMatchObject({ status: 1, stderr: expect.stringContaining('npm') });
    rmSync(folder, { recursive: true });
  });
});
