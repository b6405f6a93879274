import { expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess } from './app-process.js';

it('does not outlive the wait for what it never says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-app-'));
  try {
    const program = join(folder, 'silent.js');
    await writeFile(program, `console.log('begun'); setInterval(() => undefined, 1000);`);
    const child = AppProcess.start(program, {});
    await child.says(/begun/);
    await expect(child.says(/ended/, 100)).rejects.toThrow(/never said/);
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH');
  } finally {
    await rm(folder, { recursive: true });
  }
});
