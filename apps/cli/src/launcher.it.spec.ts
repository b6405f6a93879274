import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, cpSync, mkdirSync } from 'node:fs';
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

  it('says how to build it when it is not built', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-launcher-'));
    mkdirSync(join(folder, 'bin'));
    cpSync(LAUNCHER, join(folder, 'bin/nightjar.mjs'));
    expect(run(join(folder, 'bin/nightjar.mjs'))).toMatchObject({ status: 1, stderr: expect.stringContaining('npm') });
    rmSync(folder, { recursive: true });
  });
});
