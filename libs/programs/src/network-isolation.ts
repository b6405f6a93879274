import { execFile } from 'node:child_process';
import { readlink } from 'node:fs/promises';
import { findSystemProgram } from './find-program.js';

/** How programs are kept from the network on this machine. */
export type NetworkIsolation =
  | {
      readonly kind: 'namespace' | 'user-namespace';
      /** What stands before a command line. It becomes the command itself, so that process and group stay the same. */
      readonly before: readonly string[];
    }
  | { readonly kind: 'none'; readonly because: string };

/** As root a namespace of the network alone; as anybody else one that belongs to a namespace of users, in which all keep their names. */
const WAYS = [
  ['namespace', ['--net']],
  ['user-namespace', ['--user', '--map-current-user', '--net']],
] as const;

const ANSWER_WITHIN_MS = 5000;
const found = new Map<string, Promise<NetworkIsolation>>();

/**
 * The way that this machine allows, found once by trying.
 * @param path folders as in PATH
 * @param unshare default: the system's
 */
export function networkIsolation(
  path: string,
  unshare = findSystemProgram('unshare', path),
): Promise<NetworkIsolation> {
  if (unshare === undefined)
    return Promise.resolve({ kind: 'none', because: 'there is no program unshare (package util-linux)' });
  const known = found.get(unshare) ?? tryWays(unshare, path);
  found.set(unshare, known);
  return known;
}

async function tryWays(unshare: string, path: string): Promise<NetworkIsolation> {
  const refusals: string[] = [];
  for (const [kind, options] of WAYS) {
    const before = [unshare, ...options, '--'];
    const refusal = await refusalOf(before, path);
    if (refusal === undefined) return { kind, before };
    refusals.push(refusal);
  }
  return { kind: 'none', because: refusals.at(-1) ?? '' };
}

/** Undefined when what is started so has a network of its own. */
async function refusalOf(before: readonly string[], path: string): Promise<string | undefined> {
  const ours = await readlink('/proc/self/ns/net').catch(() => '');
  const look = findSystemProgram('readlink', path) ?? 'readlink';
  const [file = '', ...args] = [...before, look, '/proc/self/ns/net'];
  return new Promise((done) => {
    execFile(file, args, { timeout: ANSWER_WITHIN_MS }, (fault, stdout, stderr) => {
      if (fault) return done(stderr.trim().split('\n')[0] || fault.message);
      done(stdout.trim() === ours || stdout.trim() === '' ? 'unshare gives no network of its own' : undefined);
    });
  });
}

/** What an operator should know of it; undefined where all is as it should be. */
export const noteOfIsolation = (isolation: NetworkIsolation): string | undefined =>
  isolation.kind === 'none'
    ? `tools can reach the network: this machine lets us make no network namespace (${isolation.because})`
    : undefined;
