import { firstTable, readFits, type SkyPosition, type SkyStar } from '@nightjar/imaging';
import type { Log } from '@nightjar/service-kit';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seededRandom } from '../seeded-random.js';

const run = promisify(execFile);
const INDEX = '/usr/share/astrometry/index-tycho2-07.littleendian.fits';
const QUERY_TIMEOUT_MS = 10_000;
const KEPT_FIELDS = 50;
/** Fields are asked for about points of this grid, so that small offsets do not ask again. */
const GRID_DEG = 0.25;
const INVENTED_STARS_PER_DEG2 = 40;

/** The stars of the sky: Tycho-2 (V_T) through `query-starkd`, or an invented field where that is not installed. */
export class StarCatalogue {
  private readonly fields = new Map<string, Promise<readonly SkyStar[]>>();
  private warned = false;

  constructor(
    private readonly log: Log,
    private readonly index = INDEX,
  ) {}

  /** At least all stars within `radiusDeg`. */
  around(centre: SkyPosition, radiusDeg: number): Promise<readonly SkyStar[]> {
    const raStep = GRID_DEG / Math.max(0.02, Math.cos((centre.decDeg * Math.PI) / 180));
    const grid = {
      raDeg: (Math.round(centre.raDeg / raStep) * raStep) % 360,
      decDeg: Math.round(centre.decDeg / GRID_DEG) * GRID_DEG,
    };
    const key = `${grid.raDeg.toFixed(4)} ${grid.decDeg.toFixed(4)} ${radiusDeg.toFixed(3)}`;
    const known = this.fields.get(key);
    if (known) return known;
    const stars = this.query(grid, radiusDeg + GRID_DEG);
    this.fields.set(key, stars);
    const oldest = this.fields.keys().next().value;
    if (this.fields.size > KEPT_FIELDS && oldest !== undefined) this.fields.delete(oldest);
    return stars;
  }

  private async query(centre: SkyPosition, radiusDeg: number): Promise<readonly SkyStar[]> {
    try {
      if (!existsSync(this.index)) throw new Error(`${this.index} is not there`);
      return await this.ask(centre, radiusDeg);
    } catch (fault) {
      this.warn(fault);
      return inventStars(centre, radiusDeg);
    }
  }

  private async ask(centre: SkyPosition, radiusDeg: number): Promise<readonly SkyStar[]> {
    const folder = await mkdtemp(join(tmpdir(), 'nightjar-stars-'));
    try {
      const file = join(folder, 'stars.fits');
      const place = ['-r', centre.raDeg.toFixed(6), '-d', centre.decDeg.toFixed(6), '-R', radiusDeg.toFixed(4)];
      await run('query-starkd', [...place, '-t', 'MAG_VT', '-o', file, this.index], { timeout: QUERY_TIMEOUT_MS });
      const table = firstTable(readFits(await readFile(file)), 'RA', 'DEC', 'MAG_VT');
      const [ra, dec, mag] = [table.numbers('RA'), table.numbers('DEC'), table.numbers('MAG_VT')];
      return Array.from(ra, (raDeg, i) => ({ raDeg, decDeg: dec[i] ?? NaN, mag: mag[i] ?? NaN })).filter(
        (star) => Number.isFinite(star.mag) && star.mag > 0,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private warn(fault: unknown): void {
    if (this.warned) return;
    this.warned = true;
    this.log.error(
      'THE STARS ARE INVENTED: query-starkd or its Tycho-2 index does not work, so no frame can be solved. ' +
        'Install astrometry.net and astrometry-data-tycho2.',
      { fault: String(fault) },
    );
  }
}

/** A field that is the same for the same place: brighter stars are rarer, as on the sky. */
export function inventStars(centre: SkyPosition, radiusDeg: number): readonly SkyStar[] {
  const dice = seededRandom(Math.round(centre.raDeg * 1e4) ^ Math.round((centre.decDeg + 90) * 1e6));
  const count = Math.round(INVENTED_STARS_PER_DEG2 * Math.PI * radiusDeg ** 2);
  return Array.from({ length: count }, () => {
    const r = radiusDeg * Math.sqrt(dice.uniform());
    const angle = dice.uniform() * 2 * Math.PI;
    const decDeg = Math.max(-90, Math.min(90, centre.decDeg + r * Math.cos(angle)));
    const raDeg = centre.raDeg + (r * Math.sin(angle)) / Math.max(0.01, Math.cos((decDeg * Math.PI) / 180));
    return { raDeg: (raDeg + 360) % 360, decDeg, mag: 12 + 2 * Math.log10(dice.uniform()) };
  });
}
