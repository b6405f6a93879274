import { formatDec, formatRa } from '@nightjar/astro';
import type { SkyPosition, Wcs } from '@nightjar/imaging/browser';
import { pixelAt, placeOf, type Place, type Size, type View } from './view.js';

/** A line of equal right ascension or declination, in pieces where it leaves the projection. */
export interface GridLine {
  readonly label: string;
  readonly pieces: readonly (readonly Place[])[];
}

const LINES = 5;
const POINTS = 40;
const degrees = (...steps: number[]): number[] => steps;
/** Steps of declination: arcseconds, arcminutes, degrees. */
const DEC_STEPS = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].map((n) => n / 3600),
  ...[1, 2, 5, 10, 20, 30].map((n) => n / 60),
  ...degrees(1, 2, 5, 10, 20, 30),
];
/** Steps of right ascension: seconds, minutes and hours of time. */
const RA_STEPS = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].map((n) => n / 240),
  ...[1, 2, 5, 10, 20, 30].map((n) => n / 4),
  ...[1, 2, 3, 6].map((n) => n * 15),
];

const stepFor = (steps: readonly number[], span: number): number =>
  steps.find((step) => span / step <= LINES) ?? steps.at(-1) ?? 1;

const multiples = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.max(0, Math.floor(to / step) - Math.ceil(from / step) + 1) }, (_, i) =>
    Number(((Math.ceil(from / step) + i) * step).toFixed(9)),
  );

/** Decimals of seconds that a step needs. */
const decimals = (stepSeconds: number): number => Math.max(0, Math.ceil(-Math.log10(stepSeconds) - 1e-9));

/** Right ascension within half a turn of another, so that a field across 0h is one piece. */
const beside = (raDeg: number, centreDeg: number): number =>
  centreDeg + ((((raDeg - centreDeg + 540) % 360) + 360) % 360) - 180;

/** The grid of ICRS coordinates over what is seen: some five lines each way, round values, whole circles about a pole. */
export const gridLines = (wcs: Wcs, view: View, screen: Size): GridLine[] => {
  const seen = samples(screen)
    .map((place) => wcs.pixelToSky(pixelAt(place, view, screen)))
    .filter(({ raDeg, decDeg }) => Number.isFinite(raDeg + decDeg));
  const centre = seen[0];
  if (!centre) return [];
  const decs = seen.map(({ decDeg }) => decDeg);
  const poles = [90, -90].filter((decDeg) => isSeen(wcs, { raDeg: 0, decDeg }, view, screen));
  const [south, north] = [Math.min(...decs, ...poles), Math.max(...decs, ...poles)];
  const ras = seen.map(({ raDeg }) => beside(raDeg, centre.raDeg));
  const [west, east] = poles.length ? [centre.raDeg - 180, centre.raDeg + 180] : [Math.min(...ras), Math.max(...ras)];
  const [decStep, raStep] = [stepFor(DEC_STEPS, north - south), stepFor(RA_STEPS, east - west)];
  const line = (label: string, at: (part: number) => SkyPosition): GridLine => {
    const places = Array.from({ length: POINTS + 1 }, (_, i) => wcs.skyToPixel(at(i / POINTS)));
    return {
      label,
      pieces: piecesOf(
        places.map((pixel) => pixel && placeOf(pixel, view, screen)),
        screen,
      ),
    };
  };
  const over = (from: number, to: number, part: number): number => from + (to - from) * part;
  return [
    ...multiples(west, east, raStep).map((ra) =>
      line(formatRa(((ra % 360) + 360) % 360, decimals(raStep * 240)), (part) => ({
        raDeg: ((ra % 360) + 360) % 360,
        decDeg: over(south, north, part),
      })),
    ),
    ...multiples(south, north, decStep)
      .filter((dec) => Math.abs(dec) < 90)
      .map((dec) =>
        line(formatDec(dec, decimals(decStep * 3600)), (part) => ({
          raDeg: ((over(west, east, part) % 360) + 360) % 360,
          decDeg: dec,
        })),
      ),
  ];
};

/** The middle first, then the rim and the inside. */
const samples = ({ widthPx, heightPx }: Size): Place[] => {
  const parts = Array.from({ length: 9 }, (_, i) => i / 8);
  const all = parts.flatMap((x) => parts.map((y) => ({ left: x * widthPx, top: y * heightPx })));
  return [{ left: widthPx / 2, top: heightPx / 2 }, ...all];
};

const isSeen = (wcs: Wcs, sky: SkyPosition, view: View, screen: Size): boolean => {
  const pixel = wcs.skyToPixel(sky);
  if (!pixel) return false;
  const { left, top } = placeOf(pixel, view, screen);
  return left >= 0 && top >= 0 && left <= screen.widthPx && top <= screen.heightPx;
};

/** A line breaks where the projection ends, and where it jumps across the screen. */
const piecesOf = (places: readonly (Place | undefined)[], { widthPx, heightPx }: Size): Place[][] => {
  const pieces: Place[][] = [[]];
  let last: Place | undefined;
  for (const place of places) {
    const jumps = last && place && Math.hypot(place.left - last.left, place.top - last.top) > widthPx + heightPx;
    if (!place || jumps) pieces.push([]);
    if (place) pieces.at(-1)?.push(place);
    last = place;
  }
  return pieces.filter((piece) => piece.length > 1);
};

/** Where a line comes onto the screen: its label stands there. */
export const entryOf = ({ pieces }: GridLine, { widthPx, heightPx }: Size): Place | null => {
  const isInside = ({ left, top }: Place): boolean => left > 4 && top > 16 && left < widthPx - 90 && top < heightPx - 6;
  for (const piece of pieces) {
    const inside = piece.find(isInside);
    if (inside) return inside;
  }
  return null;
};
