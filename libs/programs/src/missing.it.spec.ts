import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './find-program.js';
import { missingOf } from './missing.js';
import { versionsOf } from './package-version.js';

describe('a machine', () => {
  let bin: string;
  beforeAll(() => {
    bin = mkdtempSync(join(tmpdir(), 'nightjar-bin-'));
    for (const name of ['solve-field', 'plain']) writeFileSync(join(bin, name), '');
    chmodSync(join(bin, 'solve-field'), 0o755);
    mkdirSync(join(bin, 'folder'));
  });
  afterAll(() => rmSync(bin, { recursive: true }));
  const solve = { program: 'solve-field', package: 'astrometry.net' };
  const query = { program: 'query-starkd', package: 'astrometry.net' };
  const extract = { program: 'source-extractor', package: 'source-extractor' };

  it('is complete when programs and their data are there', () => {
    expect(missingOf([], '/nowhere')).toBeUndefined();
    expect(missingOf([{ ...solve, data: { name: 'index', path: bin, package: 'data' } }], bin)).toBeUndefined();
  });

  it('names what is missing, the one command that installs it, each package once, and who knows more', () => {
    expect(missingOf([solve, query, extract, query], '/nowhere')).toBe(
      'not installed: solve-field, query-starkd, source-extractor. ' +
        'Run: sudo apt-get install -y --no-install-recommends astrometry.net source-extractor. nightjar doctor shows what else there is',
    );
  });

  it('misses the data that a program cannot do without', () => {
    const data = { name: 'the Tycho-2 index', path: '/nowhere/index', package: 'astrometry-data-tycho2' };
    expect(missingOf([{ ...solve, data }], bin)).toMatch(
      /^not installed: the Tycho-2 index\. Run: .* astrometry-data-tycho2\. /,
    );
  });

  it('has no package for a program that a site wrote itself', () => {
    const own = { program: '/srv/site/own.sh', package: '/srv/site/own.sh' };
    expect(missingOf([own], bin)).toBe('not installed: /srv/site/own.sh. nightjar doctor shows what else there is');
  });

  it('has a program where an executable file of its name is, on the path or by its full path', () => {
    expect(findProgram('solve-field', `/nowhere:${bin}`)).toBe(join(bin, 'solve-field'));
    expect(findProgram(join(bin, 'solve-field'), '')).toBe(join(bin, 'solve-field'));
    for (const name of ['plain', 'folder', '../solve-field', './solve-field', '', 'x\0y'])
      expect([name, findProgram(name, bin)]).toEqual([name, undefined]);
  });

  it('knows the version of what came in a package, and says so of nothing else', async () => {
    const versions = await versionsOf([
      { program: 'sh', package: 'dash' },
      { program: 'x', package: '--no-such' },
    ]);
    expect(versions).toEqual({ sh: expect.stringMatching(/^(\d|unknown)/), x: 'unknown' });
  });
});
