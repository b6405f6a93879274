// Makes the identities that are missing and writes whom NATS admits to what. A process of its own, so that the
// supervisor need not hold every service in memory: node prepare.mjs HOME
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorization } from './authorization.mjs';
import { KeyRing } from './key-ring.mjs';
import { serviceRights } from './services.mjs';
import { identityTable } from './table.mjs';

/** @param {string} home NIGHTJAR_HOME @returns {string[]} names of the identities */
export function prepare(home) {
  const folder = join(home, 'nats');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ring = new KeyRing(join(folder, 'identity'));
  const identities = identityTable([...serviceRights(), ...ring.guests()]).map((identity) => ({
    ...identity,
    publicKey: ring.publicKey(identity.name),
  }));
  const file = join(folder, 'authorization.conf');
  writeFileSync(`${file}.new`, authorization(identities), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return identities.map(({ name }) => name);
}

if (process.argv[1] === import.meta.filename) console.log(prepare(process.argv[2] ?? '').join(' '));
