// Every string that a user can set on the command line, thrown at the real pipelines and tools of this machine.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { smallFrame } from '../reduction/frame.fixture.js';
import { TestWorld } from '../test-world.fixture.js';

const PLACE = 'target=00:42:44.3 +41:16:09';

describe('hostile texts on the command line', () => {
  let home: TestWorld;
  let listener: Server;
  let connections = 0;
  let words: string[];
  let names: string[];

  beforeAll(async () => {
    home = new TestWorld();
    listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
    const canary = join(home.root, 'canary');
    names = [';id', '$(touch canary)', '`touch canary`', 'x\ntouch canary', '-rcanary', '@canary', '|touch canary'];
    words = [
      ...names,
      `$(touch ${canary})`,
      `;touch ${canary}`,
      '../canary',
      url,
      'x'.repeat(10_000),
      'x\0y',
      '',
      '--',
      '__proto__',
    ];
  });
  afterAll(async () => {
    await new Promise((done) => listener.close(done));
    home[Symbol.dispose]();
  });

  /** What was said when the command line was run in a world of its own below the home. */
  async function run(...args: string[]): Promise<{ exit: number; said: string }> {
    const world = new TestWorld();
    world.env = { PATH: process.env['PATH'] ?? '' };
    try {
      const { exit, said, talked } = await world.run(...args);
      return { exit, said: said + talked };
    } finally {
      world[Symbol.dispose]();
    }
  }

  const untouched = (): void => {
    const strays = readdirSync(home.root, { recursive: true }).map(String);
    expect(strays.filter((path) => path.split('/').at(-1) === 'canary')).toEqual([]);
    expect([existsSync('canary'), connections]).toEqual([false, 0]);
  };

  it('as names of files are files, and nothing else', async () => {
    for (const [i, name] of names.entries()) {
      const folder = join(home.root, `files-${i}`, name);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `${name}.fits`);
      writeFileSync(file, smallFrame());
      const { exit, said } = await run('process', '--offline', '--inspect', '--photometry', '-c', PLACE, '--', file);
      // a frame of three stars is inspected; it cannot be measured, which is said in words
      expect([name, exit, said]).toEqual([name, 1, expect.stringMatching(/photometry: FAILED: (?!.*\b\w+Error:)/)]);
      expect(readdirSync(folder).filter((made) => made.endsWith('.nightjar'))).toHaveLength(1);
    }
    untouched();
  }, 300_000);

  it('as paths that are none, as pipelines and presets end in a sentence', async () => {
    for (const word of words) {
      expect((await run('process', '--offline', '--inspect', '--', word)).exit).toBeGreaterThan(0);
      expect(
        (await run('process', '--offline', '--inspect', '--preset', word, '--', join(home.root, 'none.fits'))).exit,
      ).toBeGreaterThan(0);
      expect((await run('pipeline', 'show', '--', word)).exit).toBeGreaterThan(0);
    }
    untouched();
  }, 300_000);

  it('as keys and values of settings are kept as they are, or refused by the pipeline that they are for', async () => {
    const file = join(home.root, 'settings', 'frame.fits');
    mkdirSync(join(home.root, 'settings'));
    writeFileSync(file, smallFrame());
    for (const word of words) {
      const { exit, said } = await run(
        'process',
        '--offline',
        '--inspect',
        '-c',
        `object=${word}`,
        '-c',
        `${word}=1`,
        file,
      );
      expect([word, exit, said]).toEqual([word, expect.any(Number), expect.not.stringMatching(/^\s+at .*\.js:\d+/m)]);
      const photometry = await run(
        'process',
        '--offline',
        '--photometry',
        '-c',
        PLACE,
        '-c',
        `rel_aper=${word}`,
        '-c',
        `filter=${word}`,
        file,
      );
      expect([word, photometry.exit]).toEqual([word, expect.any(Number)]);
      await run('process', '--offline', '--photometry', '-c', `target=${word}`, file);
    }
    untouched();
  }, 300_000);
});
