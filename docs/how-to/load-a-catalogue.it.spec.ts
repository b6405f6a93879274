import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createDatabase, dropDatabase } from '@nightjar/persistence';
import { testServers } from '@nightjar/testkit';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

jest.setTimeout(300_000);

const HERE = import.meta.dirname;
const NIGHTJAR = join(HERE, '../../apps/cli/bin/nightjar.mjs');
const blocks = [
  ...readFileSync(join(HERE, 'load-a-catalogue.md'), 'utf8').matchAll(/^```sh site\n([\s\S]*?)^```/gm),
].map(([, block = '']) => block);

describe('an astronomer who loads a catalogue as docs/how-to/load-a-catalogue.md says', () => {
  const name = `stars_${randomBytes(6).toString('hex')}`;
  const home = mkdtempSync(join(tmpdir(), 'nightjar-catalogue-'));
  let server: string;
  let url: string;

  beforeAll(async () => {
    server = (await testServers()).databaseUrl;
    url = await createDatabase(server, name);
  });
  afterAll(async () => {
    await dropDatabase(server, name);
    rmSync(home, { recursive: true, force: true });
  });

  const shell = async (script: string) => {
    const npx = `npx() { shift; ${process.execPath} ${NIGHTJAR} "$@"; }`;
    const env = { PATH: process.env['PATH'], NIGHTJAR_HOME: home, NIGHTJAR_DATABASE_URL: url };
    const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', `${npx}\n${script}`], { cwd: home, env });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { status, stdout, stderr };
  };

  it('loads it, sees its stars, and removes it', async () => {
    const [load = '', look = '', remove = ''] = blocks;
    expect(await shell(load)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^standards: 2 stars in B V of CSV/),
    });
    const seen = await shell(look);
    expect(seen).toMatchObject({
      status: 0,
      stderr: '2 stars of standards (V) from this machine.\n',
      stdout: expect.stringMatching(
        /^standards +2 +B V +standards\.csv .*\n102\.8\d+ -0\.192000 B=11\.181 V=10\.572\n/s,
      ),
    });
    expect(await shell(remove)).toMatchObject({ status: 0, stderr: '' });
    expect(await shell('npx nightjar catalogue rm standards')).toMatchObject({
      status: 3,
      stderr: 'nightjar: no catalogue standards is loaded\n',
    });
  });

  it('hears what is wrong with a file, and nothing is loaded', async () => {
    const load = (lines: string) =>
      shell(
        `printf '${lines}' > bad.csv; npx nightjar catalogue load bad bad.csv || echo exit $?; npx nightjar catalogue ls`,
      );
    expect(await load('x,y,V\\n1,2,3\\n')).toMatchObject({
      stdout: 'exit 1\n',
      stderr: expect.stringMatching(/--ra NAME --dec NAME/),
    });
    expect(await load('ra,dec,V\\n1,2,3\\n1,95,3\\n')).toMatchObject({
      stdout: 'exit 1\n',
      stderr: expect.stringMatching(/row 2 has no position in degrees: 1 95/),
    });
  });
});
