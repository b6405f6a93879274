import type { Degrees, Magnitudes } from '@nightjar/astro';
import type { Conversion } from './conversion.js';
import type { Filter, MagnitudeSystem } from './filter.js';

/** A band that a catalogue measured, and where it stands in its table. */
export interface CatalogueBand {
  readonly filter: Filter;
  readonly system: MagnitudeSystem;
  readonly column: string;
  /** One sigma in magnitudes, or of a flux: then the flux's column stands beside it. */
  readonly error?: string | { readonly flux: string; readonly fluxError: string };
  /** Added to the column; published corrections of the zero point. */
  readonly addMag?: Magnitudes;
}

/** A row is kept only when its column holds one of these, or lies in the range. A column without a value passes. */
export interface QualityCut {
  readonly column: string;
  readonly oneOf?: readonly (string | number)[];
  readonly atMost?: number;
  readonly because: string;
}

/** Where on the sky a catalogue has stars. */
export interface Coverage {
  readonly southDeg: Degrees;
  readonly northDeg: Degrees;
  /** It covers that zone only in part, so that an empty answer says nothing. */
  readonly patchy?: true;
}

/** A reference catalogue as a value. */
export interface Catalogue {
  readonly name: string;
  readonly title: string;
  /** Its table in VizieR. */
  readonly table: string;
  readonly ra: string;
  readonly dec: string;
  readonly id?: string;
  readonly bands: readonly CatalogueBand[];
  /** The column in which the server cuts off what is too faint. */
  readonly limitColumn: string;
  readonly cuts: readonly QualityCut[];
  readonly coverage: Coverage;
  readonly conversions: readonly Conversion[];
  /** Fit for a zero point; another serves only to know what is already there. */
  readonly calibrates: boolean;
  readonly cite: string;
  /** What an astronomer should know before trusting it. */
  readonly note?: string;
}

/** Filters in which a catalogue has magnitudes, measured or converted. */
export const filtersOf = ({ bands, conversions }: Pick<Catalogue, 'bands' | 'conversions'>): Filter[] => [
  ...new Set([...bands.map(({ filter }) => filter), ...conversions.map(({ to }) => to)]),
];

export const covers = ({ coverage }: Pick<Catalogue, 'coverage'>, decDeg: Degrees): boolean =>
  decDeg >= coverage.southDeg && decDeg <= coverage.northDeg;

/** Columns to ask a server for. */
export const columnsOf = ({ ra, dec, id, bands, cuts }: Catalogue): string[] => {
  const errors = bands.flatMap(({ error }) =>
    error === undefined ? [] : typeof error === 'string' ? [error] : [error.flux, error.fluxError],
  );
  const all = [ra, dec, id ?? ra, ...bands.map(({ column }) => column), ...errors, ...cuts.map(({ column }) => column)];
  return [...new Set(all)];
};
