// The projects of the monorepo, as npm knows them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** @typedef {{ path: string, manifest: { name: string, nx?: { tags?: string[] } } }} Workspace */

/** @returns {Workspace[]} */
export const workspaces = () =>
  ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .map((name) => `${folder}/${name}`)
      .filter((path) => existsSync(join(ROOT, path, 'package.json')))
      .map((path) => ({ path, manifest: JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) })),
  );

/** @param {Workspace} workspace */
export const ringsOf = ({ manifest }) =>
  (manifest.nx?.tags ?? []).filter((tag) => tag.startsWith('ring:')).map((tag) => tag.slice('ring:'.length));
