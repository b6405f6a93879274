import { airmass, type Equatorial, type SkyTrack } from '@nightjar/astro';
import type { Span } from '../plot/span.js';

/** Limits that decide where a curve is drawn thick. */
export interface CurveLimits {
  readonly minAltitudeDeg: number;
  readonly maxSunAltitudeDeg: number;
  readonly minMoonSeparationDeg: number;
}

export interface CurvePoint {
  readonly atMs: number;
  readonly airmass: number;
  readonly observable: boolean;
}

/** Lowest altitude drawn: airmass 3. */
const LOWEST_DEG = 19.47;

/** Pieces of a target's airmass curve above the horizon of the plot; a piece is all observable or all not. */
export const airmassCurve = (
  track: SkyTrack,
  position: Equatorial,
  { fromMs, toMs }: Span,
  limits: CurveLimits,
  points = 160,
): CurvePoint[][] => {
  const target = track.target(position);
  const pieces: CurvePoint[][] = [];
  let piece: CurvePoint[] = [];
  const end = (): void => {
    if (piece.length > 1) pieces.push(piece);
    piece = [];
  };
  for (let i = 0; i <= points; i++) {
    const atMs = fromMs + ((toMs - fromMs) * i) / points;
    const at = new Date(atMs);
    const altitudeDeg = target.altitudeDeg(at);
    if (altitudeDeg < LOWEST_DEG) {
      end();
      continue;
    }
    const observable =
      altitudeDeg >= limits.minAltitudeDeg &&
      track.sun(at).altitudeDeg <= limits.maxSunAltitudeDeg &&
      target.moonSeparationDeg(at) >= limits.minMoonSeparationDeg;
    const point = { atMs, airmass: airmass(altitudeDeg), observable };
    const before = piece.at(-1);
    if (before && before.observable !== observable) {
      end();
      piece = [before];
    }
    piece.push({ ...point });
  }
  end();
  return pieces;
};
