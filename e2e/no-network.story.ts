import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

/** A namespace with nothing but loopback, where the machine allows one. */
const unshared = ['unshare', '--net', '--'];
const possible = spawnSync('unshare', ['--net', '--', 'ip', 'link', 'set', 'lo', 'up']).status === 0;

if (!possible)
  console.warn('no network namespace can be made here (root and iproute2 are needed): the story is left out');

(possible ? describe : describe.skip)('a night without any network beyond loopback', () => {
  it('brings its light curve all the same', () => {
    const script = resolve(ROOT, 'e2e/dist/night/one-burst.js');
    const [command = '', ...before] = unshared;
    const shell = `ip link set lo up && exec "${process.execPath}" "${script}"`;
    const run = spawnSync(command, [...before, 'sh', '-c', shell], { cwd: ROOT, encoding: 'utf8', timeout: 280_000 });
    expect(`${run.stdout.trim().split('\n').at(-1)}${run.status === 0 ? '' : run.stderr}`).toMatch(/^\{"points":[1-9]/);
  }, 300_000);
});
