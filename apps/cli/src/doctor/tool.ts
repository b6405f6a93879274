import { examineProgram, installCommand, knownPrograms, type KnownProgram } from '@nightjar/programs';
import type { Finding } from './finding.js';

/** Every program that Nightjar knows how to use. */
export const examineTools = (path: string | undefined): Promise<Finding[]> =>
  Promise.all(knownPrograms.map((known) => examine(known, path ?? '')));

async function examine(known: KnownProgram, path: string): Promise<Finding> {
  const { program: name, optional, lost } = known;
  const { at, version } = await examineProgram(known, path);
  const state = at === null ? 'missing' : 'present';
  return { name, state, version, at, optional, lost, install: wayTo(known.package) };
}

/** What has an address instead of a package is to be had there. */
const wayTo = (name: string): string => (name.includes('/') ? `see ${name}` : installCommand(name));
