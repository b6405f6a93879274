import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, startNight, type Night } from '@nightjar/testkit';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Follower, type Outcome } from './night/follower.js';
import { ROOT } from './night/root.js';

const page = readFileSync(join(ROOT, 'docs/tutorial/first-pipeline.md'), 'utf8');
const blocks = [...page.matchAll(/^```sh site(?: exits (\d))?(?: needs (\w+))?\n([\s\S]*?)^```/gm)].map(
  ([, exits = '0', needs, script = '']) => ({ exits: Number(exits), needs, script }),
);
/** A machine that does other things besides may need so long to start the services. */
const PATIENCE_MS = 180_000;
const hasAstropy = spawnSync('/usr/bin/python3', ['-c', 'import astropy']).status === 0;

describe('a newcomer who follows docs/tutorial/first-pipeline.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-tutorial-'));
  let night: Night;
  let port: number;
  const seen: Outcome[] = [];

  const shell = (script: string): Promise<Outcome> => new Follower(night, port, folder).shell(script);

  beforeAll(async () => {
    // the checkout, as far as the page speaks of it
    symlinkSync(join(ROOT, 'docs'), join(folder, 'docs'));
    port = await freePort();
    night = await startNight();
    await Promise.all([
      night.spawn('gateway', { NIGHTJAR_HTTP_PORT: String(port) }),
      night.spawn('catalog'),
      night.spawn('pipeline'),
    ]);
    const asked = 'npx nightjar agents ls; npx nightjar pipeline ls';
    await new Follower(night, port, folder).until(asked, /^catalog /m, PATIENCE_MS);
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('finds that each command ends as the page says', async () => {
    for (const { exits, needs, script } of blocks) {
      const outcome = await shell(script);
      const expected = needs === 'astropy' && !hasAstropy ? 1 : exits;
      expect({ script, ...outcome }).toMatchObject({ script, status: expected });
      seen.push(outcome);
    }
    expect(blocks.length).toBeGreaterThan(6);
  }, 240_000);

  it('sees the pipeline listed, and watches it fail in its own words', () => {
    const [, listed, failed] = seen;
    expect(listed?.stdout).toMatch(/^sky-level +site +Measures how bright/m);
    const sentence = 'm31.fits: a sky of 1006 ADU is too bright.';
    expect(page).toContain(`\`${sentence}\``);
    expect(failed?.stdout).toContain(`FAILED  ${sentence}\n`);
    expect(failed?.stderr).toMatch(/m31\.fits: 1006 ADU/);
  });

  it('sees it succeed with another limit, and an unlawful one refused', () => {
    const [, , , again, refused] = seen;
    expect(again?.stdout).toMatch(/SUCCEEDED {2}the sky of 1 frames\n {2}prd_\S+ {2}sky-level_none_\S+_sky\.csv\n$/);
    expect(refused?.stderr).toMatch(/limitAdu/);
  });

  it('sees the chain go to its end, the last step on the table of the one before', () => {
    const [, , , , , chain, python, mean] = seen;
    expect(chain?.stdout).toMatch(/^chn_\S+ {2}chain_none_\S+ {2}SUCCEEDED\n/);
    expect(chain?.stderr).toMatch(/^checksum-audit {2}SUCCEEDED {2}1 file, all as recorded$/m);
    expect(python?.stdout).toMatch(/^mean-sky +inspect /m);
    if (hasAstropy) expect(mean?.stdout).toMatch(/SUCCEEDED {2}sky of 1 frames/);
    else expect(mean?.stdout).toMatch(/FAILED .*python3-astropy/);
  });

  it('has written no more than some thirty lines', () => {
    const [, code = ''] = /<<'END'\n([\s\S]*?)^END$/m.exec(page) ?? [];
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(34);
  });
});
