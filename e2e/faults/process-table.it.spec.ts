import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { belongingTo } from './process-table.js';

describe('the process table', () => {
  it.each([
    ['its arguments', (folder: string) => ({ args: [join(folder, 'a')] })],
    ['its working folder', (folder: string) => ({ cwd: folder })],
    ['its environment', (folder: string) => ({ env: { HOME_OF_IT: folder } })],
  ])('knows a process of a folder by %s', async (_, how) => {
    const folder = await mkdtemp(join(tmpdir(), 'nightjar-table-'));
    const { args = [], ...options } = how(folder) as { args?: string[]; cwd?: string; env?: NodeJS.ProcessEnv };
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', ...args], options);
    try {
      await once(child, 'spawn');
      const found = await belongingTo(folder);
      expect(found.map(({ pid }) => pid)).toContain(child.pid);
      expect(found[0]?.ancestors).toContain(process.pid);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    }
    expect(await belongingTo(folder)).toEqual([]);
  });
});
