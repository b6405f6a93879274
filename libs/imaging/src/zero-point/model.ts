import type { Magnitudes } from '@nightjar/astro';
import type { PixelPosition } from '../image.js';
import { quadraticForm } from '../statistics/least-squares.js';

/** Which terms a zero point model has. */
export interface ZeroPointTerms {
  /** Order of the polynomial in x and y: 0 is one number for the frame. */
  readonly spatialOrder: number;
  /** Order of the polynomial in the catalogue colour: 0 none, 1 the usual colour term. */
  readonly colourOrder: number;
  /**
   * Order in x and y of flux that every star has too much, as the sky was taken off wrongly (the coefficients are ADU in
   * the aperture); undefined: none.
   */
  readonly backgroundOrder?: number | undefined;
  /** A slope against instrumental magnitude. */
  readonly nonlinearity: boolean;
}

/** Where, how bright and of which colour: all that a model may depend on. */
export interface ZeroPointPlace extends PixelPosition {
  /** -2.5 log10 of the flux in ADU: needed by background and non-linearity terms. */
  readonly instrumentalMag?: Magnitudes;
  /** Catalogue colour, magnitudes: needed by colour terms. */
  readonly colour?: Magnitudes;
}

/** A model of catalogue less instrumental magnitude with its coefficients; plain JSON. */
export interface ZeroPointModel extends ZeroPointTerms {
  /** x and y count from this pixel... */
  readonly centre: PixelPosition;
  /** ...in units of this many pixels. */
  readonly scalePx: number;
  /** Instrumental magnitude at which the non-linearity is zero. */
  readonly pivotMag: Magnitudes;
  /** In the order of {@link termNames}. */
  readonly coefficients: readonly number[];
  /** Covariance of the coefficients, row by row. */
  readonly covariance: readonly (readonly number[])[];
}

const powers = (order: number): (readonly [number, number])[] =>
  Array.from({ length: order + 1 }, (_, i) => Array.from({ length: i + 1 }, (__, j) => [i - j, j] as const)).flat();

/** One name for each coefficient: `x^1 y^0`, `background x^0 y^0`, `nonlinearity`, `colour^1`. */
export const termNames = (terms: ZeroPointTerms): string[] => [
  ...powers(terms.spatialOrder).map(([p, q]) => `x^${p} y^${q}`),
  ...(terms.backgroundOrder === undefined
    ? []
    : powers(terms.backgroundOrder).map(([p, q]) => `background x^${p} y^${q}`)),
  ...(terms.nonlinearity ? ['nonlinearity'] : []),
  ...Array.from({ length: terms.colourOrder }, (_, k) => `colour^${k + 1}`),
];

type Frame = Pick<ZeroPointModel, 'centre' | 'scalePx' | 'pivotMag'>;

/** What each coefficient is multiplied by at a place. `withColour` false puts zeros there. */
export function termValues(terms: ZeroPointTerms, frame: Frame, place: ZeroPointPlace, withColour = true): number[] {
  const x = (place.xPx - frame.centre.xPx) / frame.scalePx;
  const y = (place.yPx - frame.centre.yPx) / frame.scalePx;
  const spatial = (order: number): number[] => powers(order).map(([p, q]) => x ** p * y ** q);
  const mag = place.instrumentalMag ?? NaN;
  // a flux f measured as f + d is brighter by 2.5 / ln 10 * d / f: the coefficient is d in ADU
  const perFlux = (2.5 / Math.LN10) * 10 ** (0.4 * mag);
  return [
    ...spatial(terms.spatialOrder),
    ...(terms.backgroundOrder === undefined ? [] : spatial(terms.backgroundOrder).map((value) => value * perFlux)),
    ...(terms.nonlinearity ? [mag - frame.pivotMag] : []),
    ...Array.from({ length: terms.colourOrder }, (_, k) => (withColour ? (place.colour ?? NaN) ** (k + 1) : 0)),
  ];
}

/**
 * The zero point at a place and its standard error from the covariance of the fit. The colour terms are left out: the
 * sum of instrumental magnitude and zero point is a magnitude in the system of the instrument.
 */
export function zeroPointAt(model: ZeroPointModel, place: ZeroPointPlace): { value: Magnitudes; error: Magnitudes } {
  const row = termValues(model, model, place, false);
  const value = row.reduce((sum, x, i) => sum + (x === 0 ? 0 : x * (model.coefficients[i] ?? NaN)), 0);
  return { value, error: Math.sqrt(Math.max(0, quadraticForm(row, model.covariance.flat()))) };
}

/** The same with the colour terms: catalogue less instrumental magnitude of a star of this colour. */
export function catalogueOffset(
  model: ZeroPointModel,
  place: ZeroPointPlace,
): { value: Magnitudes; error: Magnitudes } {
  const row = termValues(model, model, place);
  const value = row.reduce((sum, x, i) => sum + x * (model.coefficients[i] ?? NaN), 0);
  return { value, error: Math.sqrt(Math.max(0, quadraticForm(row, model.covariance.flat()))) };
}

/** Coefficients of colour, colour^2... with their errors; empty without colour terms. */
export function colourTerms(model: ZeroPointModel): { value: number; error: number }[] {
  const first = model.coefficients.length - model.colourOrder;
  return model.coefficients
    .slice(first)
    .map((value, k) => ({ value, error: Math.sqrt(model.covariance[first + k]?.[first + k] ?? NaN) }));
}
