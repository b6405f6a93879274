import { installCommand } from '@nightjar/programs';
import { existsSync, readdirSync } from 'node:fs';
import type { Finding } from './finding.js';

/** Where Debian puts astrometry.net's index files. */
const FOLDER = '/usr/share/astrometry';
const INDEX = /^index-tycho2-(\d+)/;

/** The index files that solve-field and query-starkd read. The version is the range of their scales. */
export function examineStarIndex(folder = FOLDER): Finding {
  const scales = (existsSync(folder) ? readdirSync(folder) : [])
    .map((file) => INDEX.exec(file)?.[1])
    .filter((scale) => scale !== undefined)
    .sort();
  return {
    name: 'Tycho-2 index',
    // 07 is the finest scale there is; a field of about a degree is solved with it
    state: scales.includes('07') ? 'present' : 'missing',
    version: scales.length > 0 ? `scales ${scales[0] ?? ''} to ${scales.at(-1) ?? ''}` : null,
    at: folder,
    optional: false,
    lost: 'no astrometry and no photometry',
    install: installCommand('astrometry-data-tycho2'),
  };
}
