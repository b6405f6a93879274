import type { Degrees, Magnitudes } from '@nightjar/astro';
import type { Filter } from './filter.js';

/** How bright a catalogue says a star is in one band. */
export interface CatalogueMagnitude {
  readonly mag: Magnitudes;
  /** One sigma; NaN where the catalogue states none. */
  readonly errorMag: Magnitudes;
  /** The conversion that made it; absent: the catalogue measured it. */
  readonly by?: string;
}

/** A star of a reference catalogue at the catalogue's own epoch, ICRS. */
export interface CatalogueStar {
  readonly raDeg: Degrees;
  readonly decDeg: Degrees;
  readonly id?: string;
  readonly mags: Readonly<Partial<Record<Filter, CatalogueMagnitude>>>;
}

/** A circle on the sky. */
export interface Cone {
  readonly raDeg: Degrees;
  readonly decDeg: Degrees;
  readonly radiusDeg: Degrees;
}
