import type { Magnitudes } from '@nightjar/astro';
import { fitZeroPointModel, type CalibrationStar, type ZeroPointModelOptions } from './fit.js';
import { colourTerms, type ZeroPointModel } from './model.js';

/**
 * The band in which the instrument measures, in terms of the catalogue's: `rmag - 0.05 (gmag - rmag)` for a colour term
 * of +0.05. A star's magnitude in it is its catalogue magnitude less the term times its colour.
 * @param pair the two bands of the colour, bluer first
 */
export function instrumentBand(model: ZeroPointModel, band: string, pair: readonly [string, string]): string {
  const colour = `(${pair[0]}mag - ${pair[1]}mag)`;
  const parts = colourTerms(model).map(({ value }, k) => {
    const sign = value < 0 ? '+' : '-';
    return ` ${sign} ${Math.abs(value).toFixed(2)} ${colour}${k === 0 ? '' : `^${k + 1}`}`;
  });
  return `${band}mag${parts.join('')}`;
}

/** A magnitude of the catalogue's band from one of the instrument's, for a source of known colour. */
export const toCatalogueBand = (model: ZeroPointModel, mag: Magnitudes, colour: Magnitudes): Magnitudes =>
  colourTerms(model).reduce((sum, { value }, k) => sum + value * colour ** (k + 1), mag);

/** Colour of a star in the two bands that go with a filter: B-V for UBVRI, g-r for ugri, r-i for z and y, and so on. */
export function colourPair(filter: string): readonly [string, string] | undefined {
  if (['U', 'B', 'V', 'R', 'I'].includes(filter)) return ['B', 'V'];
  if (['u', 'g', 'r', 'i'].includes(filter)) return ['g', 'r'];
  if (['z', 'y'].includes(filter)) return ['r', 'i'];
  if (['G', 'BP', 'RP'].includes(filter)) return ['BP', 'RP'];
  return ['J', 'H', 'Ks'].includes(filter) ? ['J', 'Ks'] : undefined;
}

export interface FilterDiagnosis {
  readonly filter: string;
  readonly colourTerm: number;
  readonly colourTermError: number;
  readonly rms: Magnitudes;
  readonly starsUsed: number;
}

/** A colour term beyond this says that the frame was taken in another filter than it is calibrated in. */
export const suspectColourTerm = 0.5;

/**
 * Fits the same stars against each filter that the catalogue has: the filter of the frame is the one with the smallest
 * colour term, which comes first. Filters that no fit succeeds in are left out.
 * @param candidates for each filter the stars with its catalogue magnitude and the colour that goes with it
 */
export function diagnoseFilter(
  candidates: Readonly<Record<string, readonly CalibrationStar[]>>,
  options: ZeroPointModelOptions = {},
): FilterDiagnosis[] {
  const found = Object.entries(candidates).flatMap(([filter, stars]) => {
    const fit = fitZeroPointModel(stars, { ...options, colourOrder: 1 });
    if (fit.kind === 'refused') return [];
    const [term] = colourTerms(fit.model);
    return term
      ? [{ filter, colourTerm: term.value, colourTermError: term.error, rms: fit.rms, starsUsed: fit.starsUsed }]
      : [];
  });
  return found.sort((p, q) => Math.abs(p.colourTerm) - Math.abs(q.colourTerm));
}
