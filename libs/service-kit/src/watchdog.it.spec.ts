import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const watchdog = resolve(import.meta.dirname, '../dist/watchdog.js');

/** A process that watches itself and then does what `script` says. @returns how it ended and what it said last */
async function processOf(limitS: number, script: string): Promise<{ code: unknown; signal: unknown; said: string }> {
  const source = `import { startWatchdog, inHand } from ${JSON.stringify(watchdog)};
    startWatchdog('practise', ${limitS});
    ${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code, signal] = (await once(child, 'close')) as unknown[];
  return { code, signal, said };
}

const BLOCK = `inHand('practise-evt-catalog-target-added 0118c4a2'); setTimeout(() => { for (;;); }, 100);`;

describe('a process whose event loop is held', () => {
  it('is ended, and its last words name what it had in hand', async () => {
    const { signal, said } = await processOf(1, BLOCK);
    expect(signal).toBe('SIGKILL');
    expect(JSON.parse(said)).toMatchObject({
      level: 'error',
      service: 'practise',
      msg: expect.stringMatching(/stood still for 1 s .* last in hand: practise-evt-catalog-target-added 0118c4a2$/),
    });
  });

  it('lives while its loop turns, however long its work takes, and ends by itself', async () => {
    const { code, signal } = await processOf(1, `setTimeout(() => undefined, 3000);`);
    expect([code, signal]).toEqual([0, null]);
  });

  it('is let alone when the watchdog is off', async () => {
    const { code, said } = await processOf(0, `const end = Date.now() + 2000; while (Date.now() < end);`);
    expect([code, said]).toEqual([0, '']);
  });
});
