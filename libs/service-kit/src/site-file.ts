import { Site } from '@nightjar/contracts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigFaults } from './config.js';

/** The built-in sites lie here, beside what else the project made itself. */
const BUILT_IN = resolve(import.meta.dirname, '../../../fixtures/sites');

/** Names of the built-in sites. */
export const builtInSites = (): string[] =>
  readdirSync(BUILT_IN)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));

/**
 * Reads a site by its built-in name or by the path of its file.
 * @throws ConfigFaults naming every fault of the file at once
 */
export function readSite(nameOrPath: string): Site {
  const path = /^[a-z0-9-]+$/.test(nameOrPath) ? resolve(BUILT_IN, `${nameOrPath}.json`) : resolve(nameOrPath);
  if (!existsSync(path)) {
    throw new ConfigFaults([
      `NIGHTJAR_SITE: there is no site ${nameOrPath}; built in are ${builtInSites().join(', ')}, or give a file`,
    ]);
  }
  const result = Site.safeParse(parsed(path));
  if (result.success) return result.data;
  throw new ConfigFaults(result.error.issues.map((issue) => `${path}: ${issue.path.join('.')}: ${issue.message}`));
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (reason) {
    throw new ConfigFaults([`${path} is no JSON: ${String(reason)}`]);
  }
}
