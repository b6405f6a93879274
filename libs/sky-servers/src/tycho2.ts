import { within, type CatalogueStar, type Cone } from '@nightjar/catalogues';
import { readStarkd, starkdArguments } from '@nightjar/imaging';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SkyFault } from './sky-fault.js';

const run = promisify(execFile);

/** Where `query-starkd` and the index with Tycho-2 are. */
export interface Tycho2Place {
  readonly program: string;
  readonly index: string;
}

export const TYCHO2_PLACE: Tycho2Place = {
  ...{ program: 'query-starkd', index: '/usr/share/astrometry/index-tycho2-07.littleendian.fits' },
};

/** Tycho-2's stars in a cone, V_T without errors, from the index of astrometry.net. @throws SkyFault when program or index is missing */
export async function tycho2Stars(
  cone: Cone,
  { program, index }: Tycho2Place,
  signal?: AbortSignal,
): Promise<CatalogueStar[]> {
  if (!existsSync(index)) throw new SkyFault('unreachable', `there is no ${index}: install astrometry-data-tycho2`);
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-tycho2-'));
  try {
    const output = join(folder, 'stars.fits');
    const options = { timeout: 30_000, cwd: folder, ...(signal ? { signal } : {}) };
    await run(program, starkdArguments(cone, cone.radiusDeg, index, output), options).catch((fault: unknown) => {
      signal?.throwIfAborted();
      const missing = fault instanceof Error && 'code' in fault && fault.code === 'ENOENT';
      throw missing
        ? new SkyFault('unreachable', `${program} is not installed: install astrometry.net`)
        : new SkyFault(
            'not_understood',
            `${program} failed: ${fault instanceof Error ? fault.message : String(fault)}`,
          );
    });
    // of a cone without a star it writes nothing
    const stars = existsSync(output) ? readStarkd(await readFile(output)) : [];
    return within(cone, stars).map(({ raDeg, decDeg, mag }) => ({
      raDeg,
      decDeg,
      mags: { VT: { mag, errorMag: NaN } },
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
