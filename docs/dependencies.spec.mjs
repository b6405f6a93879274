import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** @param {string} path */
const read = (path) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));

/** Licences that ask no more of us than a notice; OFL and MPL ask that the font and that package's own files stay as free as they are. */
const SHIPPABLE = [
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Python-2.0',
  'Unlicense',
  'OFL-1.1',
  'MPL-2.0',
];

/** The licence a package states, in its new or old form. @param {any} stated */
const licenceOf = (stated) => stated.license ?? stated.licenses?.[0]?.type ?? stated.licenses?.[0] ?? 'none stated';

/** Rows of the page's tables of packages. */
const rows = [...read('docs/reference/dependencies.md').matchAll(/^\| `([^`]+)` +\| ([^|]+?) +\| (.+?) +\|$/gm)].map(
  ([, name = '', licence = '', reason = '']) => ({ name, licence, reason }),
);

/** Packages that are installed and belong to the services' production tree. */
const production = Object.entries(lock.packages)
  .filter(([at, entry]) => at.startsWith('node_modules/') && !entry.dev && !entry.devOptional && !entry.link)
  .map(([at]) => at)
  .filter((at) => existsSync(join(ROOT, at, 'package.json')));

describe('the page of dependencies', () => {
  it('names each package of package.json once, and no other', () => {
    const asked = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].flatMap(Object.keys);
    expect(rows.map(({ name }) => name).sort()).toEqual(asked.sort());
  });

  it('gives each a reason', () => {
    expect(rows.filter(({ reason }) => reason.length < 5)).toEqual([]);
  });

  it('quotes each licence as the package states it', () => {
    for (const { name, licence } of rows) {
      const path = `node_modules/${name}/package.json`;
      if (existsSync(join(ROOT, path))) expect([name, licence]).toEqual([name, licenceOf(JSON.parse(read(path)))]);
    }
  });
});

describe('the production tree', () => {
  it('holds only packages under licences that we may ship: no GPL, no AGPL', () => {
    expect(production.length).toBeGreaterThan(100);
    const others = production.map((at) => [at, licenceOf(JSON.parse(read(`${at}/package.json`)))]);
    expect(others.filter(([, licence]) => !SHIPPABLE.includes(licence))).toEqual([]);
  });
});
