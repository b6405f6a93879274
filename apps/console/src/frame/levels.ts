import { curves, stretches as known, type BlackAndWhite } from '@nightjar/imaging/browser';

/** How bright the pixels of a frame are, as the gateway tells: values below which 0, 0.1 … 100 percent lie. */
export interface Levels {
  readonly quantiles: readonly number[] | null;
  readonly zscale: BlackAndWhite | null;
}

export const STRETCHES = [...known, 'histogram'] as const;
export type StretchName = (typeof STRETCHES)[number];

/** Percentiles drawn black and white, by the name of the set. */
const CUTS_PERCENT: Readonly<Record<string, BlackAndWhite>> = {
  '90 %': [5, 95],
  '98 %': [1, 99],
  '99.5 %': [0.5, 99.5],
  '99.8 %': [0.5, 99.8],
  '99.9 %': [0.1, 99.9],
  'min–max': [0, 100],
};
export const CUTS: readonly string[] = ['zscale', ...Object.keys(CUTS_PERCENT)];

/** The value below which this percentage of the pixels lies. */
export const percentile = (quantiles: readonly number[], percent: number): number =>
  quantiles[Math.round((Math.min(100, Math.max(0, percent)) / 100) * (quantiles.length - 1))] ?? NaN;

/** The percentage of pixels below a value. */
export const percentBelow = (quantiles: readonly number[], value: number): number => {
  let [low, high] = [0, quantiles.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((quantiles[middle] ?? NaN) <= value) low = middle + 1;
    else high = middle;
  }
  return (100 * Math.max(0, low - 1)) / Math.max(1, quantiles.length - 1);
};

/** Percentiles written by hand: `1-99.9`. */
const written = (text: string): BlackAndWhite | null => {
  const [, low, high] = /^\s*([\d.]+)\s*-\s*([\d.]+)\s*$/.exec(text) ?? [];
  const [black, white] = [Number(low), Number(high)];
  return low !== undefined && black < white && white <= 100 ? [black, white] : null;
};

export const isCut = (text: string): boolean => CUTS.includes(text) || written(text) !== null;

/** Black and white of a set of percentiles; of a frame without values 0 and 1. */
export const blackAndWhite = ({ quantiles, zscale }: Levels, cut: string): BlackAndWhite => {
  if (cut === 'zscale' && zscale) return zscale;
  const [low, high] = CUTS_PERCENT[cut] ?? written(cut) ?? [0.5, 99.5];
  return quantiles ? [percentile(quantiles, low), percentile(quantiles, high)] : [0, 1];
};

/** Brightness (0 to 1) for a part of the way from black to white. `histogram`: as many pixels of each brightness. */
export const curveOf = (
  name: StretchName,
  { quantiles }: Levels,
  [black, white]: BlackAndWhite,
): ((part: number) => number) => {
  if (name !== 'histogram') return curves[name];
  if (!quantiles) return curves.linear;
  const [from, to] = [percentBelow(quantiles, black), percentBelow(quantiles, white)];
  return (part) => (percentBelow(quantiles, black + part * (white - black)) - from) / (to - from || 1);
};
