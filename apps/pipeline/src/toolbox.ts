import { tycho2Index } from '@nightjar/pipelines';
import { findProgram } from '@nightjar/service-kit';
import { existsSync } from 'node:fs';

/** Debian's package for each program, and what else must be there for it to be of use. */
const packages: Readonly<Record<string, string>> = {
  'source-extractor': 'source-extractor',
  'solve-field': 'astrometry.net',
  'query-starkd': 'astrometry.net',
};

/** What is missing of some programs as a sentence with the command that installs it; undefined when all is there. */
export function missingTools(
  programs: readonly string[],
  has: (program: string) => boolean = (program) => findProgram(program) !== undefined,
  hasFile: (path: string) => boolean = existsSync,
): string | undefined {
  const gone = programs.filter((program) => !has(program));
  const needsIndex = programs.includes('solve-field') && !hasFile(tycho2Index);
  if (gone.length === 0 && !needsIndex) return undefined;
  const wanted = new Set(gone.map((program) => packages[program] ?? program));
  if (needsIndex) wanted.add('astrometry-data-tycho2');
  const names = [...gone, ...(needsIndex ? ['the Tycho-2 index'] : [])].join(', ');
  return `not installed: ${names}. Run: sudo apt-get install -y --no-install-recommends ${[...wanted].join(' ')}`;
}
