import { readSeed, type Seed } from '@nightjar/bus';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommonConfig } from './config.js';

/** Where the supervisor keeps the identities of a home. */
export const identityFile = (home: string, service: string): string => join(home, 'nats', 'identity', `${service}.nk`);

/**
 * Who a service is on the bus: the file that NIGHTJAR_NATS_IDENTITY names, else the user in the address, else the file
 * that its home keeps for it.
 * @returns undefined where there is no file to go by
 */
export function identityOf(
  service: string,
  config: Pick<CommonConfig, 'NIGHTJAR_HOME' | 'NIGHTJAR_NATS_URL' | 'NIGHTJAR_NATS_IDENTITY'>,
): Seed | undefined {
  const named = config.NIGHTJAR_NATS_IDENTITY;
  if (named) return readSeed(named);
  if (new URL(config.NIGHTJAR_NATS_URL).username) return undefined;
  const kept = identityFile(config.NIGHTJAR_HOME, service);
  return existsSync(kept) ? readSeed(kept) : undefined;
}
