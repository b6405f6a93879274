import { numbersOf, type TextTable } from '../table/read-table.js';
import { picked, pointsOf } from './columns.js';
import type { Bars, Figure, Ink, Line } from './figure.js';

/** How deep the frame is: how many objects of each magnitude, and how well they are measured. */
export function figuresOfLimits(objects: TextTable, stars?: TextTable, limits?: TextTable): Figure[] {
  const mags = numbersOf(objects, 'mag_calib');
  // one over the error in magnitudes, as the limits are
  const snr = numbersOf(objects, 'snr').map((ratio) => (ratio * Math.LN10) / 2.5);
  const isClean = numbersOf(objects, 'flags').map((flag) => flag === 0);
  const isFlagged = isClean.map((clean) => !clean);
  const edges = edgesOf(mags);
  const known = stars ? numbersOf(stars, `${stars.meta['band'] ?? ''}mag`) : [];
  const bars = [
    barsOf('all objects', 'muted', mags, edges),
    barsOf('no flags', 'good', picked(mags, isClean), edges),
    ...(known.length > 0 ? [barsOf('catalogue', 'bad', known, edges)] : []),
  ];
  const most = Math.max(1, ...bars.flatMap(({ counts }) => counts));
  const best = 1.5 * snr.reduce((greatest, one) => (one > greatest ? one : greatest), 10);
  const model: Line[] = limits
    ? [{ kind: 'line', says: 'model', ink: 'model', xs: numbersOf(limits, 'mag'), ys: numbersOf(limits, 'snr') }]
    : [];
  return [
    {
      ...{ name: 'limit_hist', title: 'Objects by magnitude', columns: 1 },
      panels: [
        {
          x: { label: 'magnitude' },
          y: { label: 'objects', range: [0, 1.08 * most] },
          marks: [...bars, ...limitLines(limits, [0, most])],
        },
      ],
    },
    {
      ...{ name: 'limit_sn', title: 'S/N by magnitude', columns: 1 },
      panels: [
        {
          x: { label: 'magnitude' },
          y: { label: 'S/N (1 / error in mag)', range: [1, best], isLog: true },
          marks: [
            pointsOf('flagged', 'bad', [mags, snr], isFlagged),
            pointsOf('no flags', 'good', [mags, snr], isClean),
            ...model,
            ...limitLines(limits, [1, best]),
          ],
        },
      ],
    },
  ];
}

/** A line at each magnitude that is seen with a S/N of 10, 5 and 3. */
const limitLines = (limits: TextTable | undefined, [from, to]: readonly [number, number]): Line[] =>
  ['10', '5', '3'].flatMap((snr) => {
    const mag = Number.parseFloat(limits?.meta[`limit_${snr}`] ?? '');
    if (!Number.isFinite(mag)) return [];
    const says = `S/N ${snr}: ${mag.toFixed(2)}`;
    return [{ kind: 'line', says, ink: 'model', xs: [mag, mag], ys: [from, to], isDashed: true } as const];
  });

/** Half magnitudes, or finer where there is little between the brightest and the faintest. */
function edgesOf(mags: readonly number[]): number[] {
  const known = mags.filter(Number.isFinite);
  if (known.length === 0) return [0, 1];
  const [least, most] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  const step = most - least > 5 ? 0.5 : 0.2;
  const first = Math.floor(least / step);
  return Array.from({ length: Math.floor(most / step) - first + 2 }, (_, i) => (first + i) * step);
}

function barsOf(says: string, ink: Ink, values: readonly number[], edges: readonly number[]): Bars {
  const [first = 0, second = 1] = edges;
  const counts = edges.slice(1).map(() => 0);
  for (const value of values) {
    const at = Math.floor((value - first) / (second - first));
    if (counts[at] !== undefined) counts[at] += 1;
  }
  return { kind: 'bars', says, ink, edges, counts };
}
