import type { SkyServer } from '@nightjar/testkit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SKY_SERVICES, type SkyServices, type SkySettings } from './sky-settings.js';
import type { HttpLimits } from './http-client.js';
import { TYCHO2_PLACE } from './tycho2.js';

/** Times long enough for a busy machine; a spec of what is too slow takes shorter ones. */
export const LIMITS: HttpLimits = {
  timeoutMs: 60_000,
  tries: 2,
  backOffMs: 5,
  maxBytes: 4 * 2 ** 20,
  deadlineMs: 120_000,
  restMs: 0,
};

/** A folder that is removed at the end of its scope. */
export class TestFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'nightjar-sky-'));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Settings with every service at one server, short times, and no Tycho-2 unless asked for. */
export function settingsFor(
  server: SkyServer | undefined,
  folder: TestFolder,
  more: Partial<SkySettings> = {},
): SkySettings {
  const url = server?.url ?? 'http://127.0.0.1:9';
  const services = Object.fromEntries(Object.keys(SKY_SERVICES).map((name) => [name, url])) as unknown as SkyServices;
  return {
    ...{ cacheFolder: join(folder.path, 'cache'), cacheBytes: 1e8, offline: false, services, tnsKey: '' },
    hosts: [new URL(url).host],
    tycho2: { ...TYCHO2_PLACE, index: '/nowhere/index.fits' },
    limits: LIMITS,
    ...more,
  };
}
