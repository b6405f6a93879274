import { altAzUnder, type Degrees, moonUnder, type Seconds, separation, skyAt, sunUnder } from '@nightjar/astro';
import type { Block, Site } from '@nightjar/contracts';
import { horizonAltitude } from './horizon.js';
import { placeOf } from './night-sky.js';
import { angle, clock } from './say.js';
import { durationOf, exposuresIn, firstOf } from './series.js';
import { mountOf } from './slew.js';

/** What is known at the last moment. */
export interface Conditions {
  /** Whether an open dome is safe, and in whose words. */
  readonly safe: boolean;
  readonly because: string;
  /** What passes before the shutter can open: slew, settling, dome. */
  readonly leadS: Seconds;
}

export type BlockRefusal = 'unsafe' | 'altitude' | 'horizon' | 'moon' | 'twilight' | 'camera' | 'nothing_left';

/** How many exposures of the block may be taken from now on, or why not even the first. */
export type BlockVerdict =
  | { readonly ok: true; readonly exposures: number; readonly says: string }
  | { readonly ok: false; readonly reason: BlockRefusal; readonly says: string };

type Breach = Exclude<BlockVerdict, { ok: true }>;
const no = (reason: BlockRefusal, says: string): Breach => ({ ok: false, reason, says });

const SAMPLES = 12;

/** The first limit that does not hold for a pointing at an instant, by the full computation. */
const breachAt = (block: Block, minAltitudeDeg: Degrees, date: Date, site: Site): Breach | null => {
  const sky = skyAt(date, placeOf(site));
  const { altitudeDeg, azimuthDeg } = altAzUnder(sky, block);
  const at = clock(date.getTime());
  if (altitudeDeg < minAltitudeDeg)
    return no('altitude', `at ${angle(altitudeDeg)} at ${at}, limit ${angle(minAltitudeDeg)}`);
  const obstacle = horizonAltitude(site.horizon, azimuthDeg);
  if (altitudeDeg < obstacle)
    return no('horizon', `at ${angle(altitudeDeg)} at ${at}, behind the horizon of ${angle(obstacle)}`);
  const sun = sunUnder(sky).altitudeDeg;
  const { maxSunAltitudeDeg, minMoonSeparationDeg } = block.constraints;
  if (sun > maxSunAltitudeDeg)
    return no('twilight', `Sun at ${angle(sun)} at ${at}, limit ${angle(maxSunAltitudeDeg)}`);
  const moon = separation(block, moonUnder(sky));
  if (moon < minMoonSeparationDeg)
    return no('moon', `${angle(moon)} from the Moon at ${at}, ${angle(minMoonSeparationDeg)} wanted`);
  return null;
};

/**
 * Every constraint of a block once more, at the last moment: weather as it is, and the sky from the first shutter to the last
 * readout of what is still to be exposed. Independent of the planner's arithmetic: it uses the full astronomy.
 */
export const judgeBlock = (block: Block, conditions: Conditions, now: Date, site: Site): BlockVerdict => {
  const camera = site.cameras.find(({ name }) => name === block.camera);
  const mount = mountOf(site, block.camera);
  if (!camera || !mount) return no('camera', `the site has no camera ${block.camera}`);
  const total = exposuresIn(block.configurations);
  if (total === 0) return no('nothing_left', 'nothing is left to expose');
  if (!conditions.safe) return no('unsafe', conditions.because);
  const minAltitudeDeg = Math.max(block.constraints.minAltitudeDeg, mount.minAltitudeDeg);
  const startMs = now.getTime() + conditions.leadS * 1000;
  const lengthMs = (exposures: number): number =>
    durationOf(firstOf(block.configurations, exposures), camera.readoutS) * 1000;

  let fineUntilMs = startMs;
  for (let i = 0; i <= SAMPLES; i++) {
    // The first exposure is looked at by itself, as the one that must be possible.
    const ms = i === 0 ? startMs : i === 1 ? startMs + lengthMs(1) : startMs + (lengthMs(total) * i) / SAMPLES;
    if (ms < fineUntilMs) continue;
    const breach = breachAt(block, minAltitudeDeg, new Date(ms), site);
    if (!breach) fineUntilMs = ms;
    else if (i <= 1) return breach;
    else {
      let exposures = 1;
      while (exposures < total && startMs + lengthMs(exposures + 1) <= fineUntilMs) exposures++;
      return { ok: true, exposures, says: `${exposures} of ${total} exposures: then ${breach.says}` };
    }
  }
  return { ok: true, exposures: total, says: `all constraints hold until ${clock(fineUntilMs)}` };
};
