import { type Equatorial, type Seconds, separation } from '@nightjar/astro';
import { angleDeg, type Vector } from './night-sky.js';
import type { Site, TelescopeSite } from '@nightjar/contracts';

/** What decides how long the telescope is busy before a shutter may open. */
export type Mount = Pick<TelescopeSite, 'name' | 'slewRateDegPerS' | 'settleS'>;

/** From one pointing to the next until the image stands still; an unknown pointing counts as a quarter turn away. */
export const slewS = (mount: Mount, from: Equatorial | null, to: Equatorial): Seconds =>
  mount.settleS + (from ? separation(from, to) : 90) / mount.slewRateDegPerS;

/** The same from unit vectors, for the planner's inner loop. */
export const gapS = (mount: Mount, from: Vector | null, to: Vector): Seconds =>
  mount.settleS + (from ? angleDeg(from, to) : 90) / mount.slewRateDegPerS;

/** The telescope that carries a camera, or undefined for a camera the site does not have. */
export const mountOf = (site: Site, camera: string): TelescopeSite | undefined => {
  const telescope = site.cameras.find(({ name }) => name === camera)?.telescope;
  return site.telescopes.find(({ name }) => name === telescope);
};
