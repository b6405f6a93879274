import { fadingMagnitude, type FadingLaw } from '@nightjar/imaging';
import type { Voevent } from '@nightjar/voevent';
import { summarise } from '@nightjar/voevent';
import { createHash } from 'node:crypto';

/** An afterglow on the simulated sky. */
export interface Burst {
  /** The notice that lit it. */
  readonly ivoid: string;
  /** The same in every notice about one event, where the mission says so. */
  readonly event: string;
  readonly raDeg: number;
  readonly decDeg: number;
  readonly errorDeg: number;
  readonly triggerAt: string;
  readonly law: FadingLaw;
}

/** V magnitude 11.5 to 12.5 at 100 s and slope 0.9 to 1.2, the same for the same notice. */
export function lawOf(ivoid: string): FadingLaw {
  const hash = createHash('sha256').update(ivoid).digest();
  const [mag, slope] = [hash.readUInt32BE(0) / 2 ** 32, hash.readUInt32BE(4) / 2 ** 32];
  return {
    magAtReference: Number((11.5 + mag).toFixed(4)),
    referenceS: 100,
    slope: Number((0.9 + 0.3 * slope).toFixed(4)),
  };
}

/** The burst that a notice tells of; undefined when nothing is to be believed: tests, retractions, no place, no time. */
export function burstOf(voevent: Voevent): Burst | undefined {
  const { isTest, kind, eventTime, position, trigger } = summarise(voevent);
  if (voevent.role !== 'observation' || isTest || kind === 'retraction' || !eventTime || !position) return undefined;
  return {
    ivoid: voevent.ivoid,
    event: trigger ? `${trigger.mission} ${trigger.id}` : voevent.ivoidKey,
    raDeg: position.raDeg,
    decDeg: position.decDeg,
    errorDeg: position.errorDeg ?? 0,
    triggerAt: eventTime.toISOString(),
    law: lawOf(voevent.ivoid),
  };
}

/** V magnitude above the atmosphere, averaged over an exposure; Infinity before the trigger. */
export const magnitudeOf = (burst: Burst, startAt: Date, exposureS: number): number =>
  fadingMagnitude(burst.law, (startAt.getTime() - Date.parse(burst.triggerAt)) / 1000, exposureS);

/**
 * The bursts after another notice. One event is one star: a better position moves it, its light stays as it was.
 */
export function learn(known: readonly Burst[], news: Burst): readonly Burst[] {
  const before = known.find(({ event }) => event === news.event);
  if (!before) return [...known, news];
  if (before.ivoid === news.ivoid || news.errorDeg >= before.errorDeg) return known;
  const { raDeg, decDeg, errorDeg } = news;
  return known.map((burst) => (burst === before ? { ...before, raDeg, decDeg, errorDeg } : burst));
}
