import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { anchors, links, pages, read, ROOT, testable } from './markdown.mjs';

/** What is wrong with a link, if anything. @param {string} page @param {string} link */
function fault(page, link) {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return `${link}: there is no ${target}`;
  return anchor && !anchors(read(target)).includes(anchor) ? `${link}: no such heading` : undefined;
}

describe('the pages', () => {
  it.each(pages().map((page) => [page]))('%s links only to what is there', (page) => {
    const faults = links(read(page))
      .map((link) => fault(page, link))
      .filter(Boolean);
    expect(faults).toEqual([]);
  });

  it('find a broken link', () => {
    expect(links('[a](b.md) `[c](d.md)`')).toEqual(['b.md']);
    expect(fault('README.md', 'nowhere.md')).toBe('nowhere.md: there is no nowhere.md');
    expect(fault('README.md', '#nothing-of-that-name')).toMatch(/no such heading/);
  });
});

describe('the generated reference', () => {
  it('is what npm run docs makes of the contracts, settings, arrows and site schema', () => {
    const check = () =>
      execFileSync(process.execPath, ['docs/generate.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' });
    expect(check()).toMatch(/all pages are as generated/);
  });
});

const blocks = pages().flatMap((page) => testable(read(page)).map((block) => /** @type {const} */ ([page, block])));

describe('commands in the pages', () => {
  it.each(blocks)('of %s work: %s', (_, block) => {
    const home = mkdtempSync(join(tmpdir(), 'nightjar-docs-'));
    const env = { HOME: home, NIGHTJAR_HOME: home, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` };
    const { status, stdout, stderr } = spawnSync('bash', ['-eu', '-c', block], { cwd: ROOT, env, encoding: 'utf8' });
    rmSync(home, { recursive: true, force: true });
    expect({ status, says: stdout + stderr }).toEqual({ status: 0, says: expect.any(String) });
  });

  it('are there to be executed', () => {
    expect(blocks.length).toBeGreaterThan(1);
  });
});
