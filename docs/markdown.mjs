// The Markdown pages of the project, their links and their blocks of code.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** Paths of all pages, from the root. */
export const pages = () =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

/** @param {string} page */
export const read = (page) => readFileSync(join(ROOT, page), 'utf8');

/** Without blocks and spans of code, in which nothing is a link. @param {string} text */
const prose = (text) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** Where a page's links and pictures point. @param {string} text @returns {string[]} */
export const links = (text) => [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** The ids that a page's headings get, as GitHub makes them. @param {string} text @returns {string[]} */
export const anchors = (text) =>
  [...prose(text).matchAll(/^#+ +(.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Blocks marked `sh test`: they are to be executed. @param {string} text @returns {string[]} */
export const testable = (text) => [...text.matchAll(/^```sh test\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
