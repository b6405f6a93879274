import type { Equatorial } from '@nightjar/astro';
import type { Constraints, Site } from '@nightjar/contracts';
import { angle } from '../say.js';
import type { RequestForm } from './request-form.js';

/** Where a form leaves something to the observatory. A week from now on is long enough for weather to pass. */
export const DEFAULTS = {
  priority: 10,
  validDays: 7,
  constraints: { minAltitudeDeg: 30, minMoonSeparationDeg: 20, maxSunAltitudeDeg: -12 },
} as const;

const DAY_MS = 86_400_000;

/** When a request may be carried out: from its start, or now, to its end, or a week later. */
export const windowOf = ({ start, end }: RequestForm, now: Date): { startAt: string; endAt: string } => {
  const startMs = Math.max(now.getTime(), start === undefined ? 0 : Date.parse(start));
  const endMs = end === undefined ? startMs + DEFAULTS.validDays * DAY_MS : Date.parse(end);
  return { startAt: new Date(startMs).toISOString(), endAt: new Date(endMs).toISOString() };
};

export const constraintsOf = ({
  minAltitudeDeg = DEFAULTS.constraints.minAltitudeDeg,
  minMoonSeparationDeg = DEFAULTS.constraints.minMoonSeparationDeg,
  maxSunAltitudeDeg = DEFAULTS.constraints.maxSunAltitudeDeg,
}: RequestForm): Constraints => ({ minAltitudeDeg, minMoonSeparationDeg, maxSunAltitudeDeg });

/** Altitude of the upper culmination, degrees, without refraction. */
const highestDeg = ({ decDeg }: Equatorial, site: Site): number => 90 - Math.abs(site.latitudeDeg - decDeg);

/** What the site has against a wish that is right in itself: its window is over, its target never rises, a shutter cannot stay open so long. */
export function judgeWish(form: RequestForm, target: Equatorial, site: Site, now: Date): string[] {
  const faults: string[] = [];
  const camera = site.cameras.find(({ name }) => name === form.instrument);
  for (const [filter, { exposureS }] of Object.entries(form.filters))
    if (camera && exposureS > camera.maxExposureS)
      faults.push(
        `An exposure of ${exposureS} s in ${filter} is too long: ${camera.name} takes ${camera.maxExposureS} s at most.`,
      );
  const { startAt, endAt } = windowOf(form, now);
  if (endAt <= startAt) faults.push(`The window is over: it ends at ${endAt.slice(0, 16)} UTC.`);
  const mount = site.telescopes.find(({ name }) => name === camera?.telescope);
  const lowestDeg = Math.max(constraintsOf(form).minAltitudeDeg, mount?.minAltitudeDeg ?? 0);
  const highest = highestDeg(target, site);
  if (highest < lowestDeg)
    faults.push(`The target never rises above ${angle(highest)} at ${site.title}; ${angle(lowestDeg)} are asked for.`);
  return faults;
}
