import { nkeys } from '@nats-io/nats-core';
import { readFileSync, statSync } from 'node:fs';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The secret half of an identity on the bus: an Ed25519 seed as NATS writes it, `SU…`. */
export type Seed = string;

export const newSeed = (): Seed => decoder.decode(nkeys.createUser().getSeed());

/** The public half, `U…`, by which the server knows the identity. @throws when it is no seed */
export const publicKeyOf = (seed: Seed): string => nkeys.fromSeed(encoder.encode(seed)).getPublicKey();

/** Reads an identity's file. @throws in words for a person when it is missing, readable by others, or holds no seed */
export function readSeed(file: string): Seed {
  const { mode } = statSync(file);
  if ((mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by others than its owner; run: chmod 600 ${file}`);
  }
  const seed = readFileSync(file, 'utf8').trim();
  try {
    publicKeyOf(seed);
  } catch {
    throw new Error(`${file} holds no identity: one line that begins with SU is wanted`);
  }
  return seed;
}
