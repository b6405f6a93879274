import type { Magnitudes, Seconds } from '@nightjar/astro';

/** An afterglow whose flux falls as `(t / referenceS) ** -slope` after the trigger. */
export interface FadingLaw {
  readonly magAtReference: Magnitudes;
  /** Time after the trigger at which the magnitude holds. */
  readonly referenceS: Seconds;
  readonly slope: number;
}

/** Before this the law is held flat: no power law goes back to the trigger itself. */
const onsetS = 1;

/**
 * The magnitude of the mean flux over an exposure, by the exact integral (what a camera measures, which is not the
 * magnitude at mid-exposure). Dark before the trigger; flat in the first second. With exposure 0, the instant's value.
 * @returns Infinity when the whole exposure lies before the trigger.
 */
export function fadingMagnitude(law: FadingLaw, sinceTriggerStartS: Seconds, exposureS: Seconds): Magnitudes {
  const flux =
    exposureS > 0
      ? fluence(law, sinceTriggerStartS, sinceTriggerStartS + exposureS) / exposureS
      : instant(law, sinceTriggerStartS);
  return law.magAtReference - 2.5 * Math.log10(flux);
}

const instant = ({ referenceS, slope }: FadingLaw, atS: Seconds): number =>
  atS < 0 ? 0 : (Math.max(atS, onsetS) / referenceS) ** -slope;

/** Integral of the flux (1 at the reference time) from one time after the trigger to another. */
function fluence(law: FadingLaw, fromS: Seconds, toS: Seconds): number {
  const flatS = Math.max(0, Math.min(toS, onsetS) - Math.max(fromS, 0));
  const [from, to] = [Math.max(fromS, onsetS), Math.max(toS, onsetS)];
  const rest = 1 - law.slope;
  const logSpan = Math.log(to / from);
  // expm1 keeps the integral smooth through slope 1, where it is the logarithm
  const growth = Math.abs(rest * logSpan) < 1e-300 ? logSpan : Math.expm1(rest * logSpan) / rest;
  return flatS * instant(law, onsetS) + law.referenceS * (from / law.referenceS) ** rest * growth;
}
