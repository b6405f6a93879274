import { numbersOf, textsOf, type TextTable } from '../table/read-table.js';
import { mapPanel, picked, pointsOf, spread } from './columns.js';
import type { Figure, PlotPanel } from './figure.js';
import type { FrameExtent } from './frame-extent.js';

/** How the stars of the catalogue fit: in magnitude, over the frame, and in place. */
export function figuresOfStars(stars: TextTable, known: FrameExtent | undefined): Figure[] {
  const column = (name: string): number[] => numbersOf(stars, name);
  const [xs, ys] = [column('x'), column('y')];
  const { band = '', colour = '', catalogue = 'catalogue' } = stars.meta;
  const [mags, colours] = [column(`${band}mag`), column(colour)];
  const calibrated = column('mag_calib');
  // a star that had no part in the fit has no residual of it
  const residuals = column('residual').map((left, i) =>
    Number.isFinite(left) ? left : (mags[i] ?? NaN) - (calibrated[i] ?? NaN),
  );
  const isUsed = textsOf(stars, 'state').map((state) => state === 'used');
  const isLeft = isUsed.map((used) => !used);
  const frame = known ?? { widthPx: Math.max(1, ...xs), heightPx: Math.max(1, ...ys) };
  const modelled = calibrated.map((mag, i) => mag - (column('mag')[i] ?? NaN));
  const observed = modelled.map((zero, i) => zero + (residuals[i] ?? NaN));
  const against = (label: string, values: readonly number[], range?: readonly [number, number]): PlotPanel => ({
    x: { label },
    y: { label: 'catalogue − frame (mag)', ...(range && { range }) },
    marks: [
      ...(range ? [] : [pointsOf('left out', 'bad', [values, residuals], isLeft)]),
      pointsOf('used', 'good', [values, residuals], isUsed),
      { kind: 'line', says: '', ink: 'model', xs: spread(picked(values, isUsed), 0), ys: [0, 0] },
    ],
  });
  const axes = [
    [`${band} of ${catalogue} (mag)`, mags],
    [`${colour} (mag)`, colours],
  ] as const;
  const drawn = axes.filter(([, values]) => values.some(Number.isFinite));
  const map = (name: string, title: string, values: readonly number[], isSigned = false): Figure => ({
    ...{ name, title, columns: 1 },
    panels: [mapPanel('median of the stars used (mag)', frame, [xs, ys, values], isUsed, isSigned)],
  });
  return [
    {
      ...{ name: 'photometry', title: 'Stars of the catalogue less the frame', columns: 1 },
      panels: drawn.map(([label, values]) => against(label, values)),
    },
    {
      ...{ name: 'photometry_unmasked', title: 'Stars that the zero point rests on', columns: 1 },
      panels: drawn.map(([label, values]) => against(label, values, [-0.4, 0.4])),
    },
    map('photometry_zeropoint', 'Zero point as each star has it', observed),
    map('photometry_model', 'Zero point as it was fitted', modelled),
    map('photometry_residuals', 'What the fit leaves', residuals, true),
    astrometryFigure(stars, frame, isUsed),
  ];
}

/** How far stars lie from where the coordinates put them. */
function astrometryFigure(stars: TextTable, frame: FrameExtent, isUsed: readonly boolean[]): Figure {
  const scale = Number.parseFloat(stars.meta['pixelScale'] ?? '') || 1;
  const unit = stars.meta['pixelScale'] === undefined ? 'pixels' : 'arcsec';
  const [xs, ys, dx, dy] = ['x', 'y', 'dx', 'dy'].map((name) => numbersOf(stars, name)) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const map = (says: string, values: readonly number[], isSigned: boolean): PlotPanel =>
    mapPanel(`${says} (${unit})`, frame, [xs, ys, values.map((value) => value * scale)], isUsed, isSigned);
  const distance = dx.map((x, i) => Math.hypot(x, dy[i] ?? NaN));
  return {
    ...{ name: 'astrometry_dist', title: 'Stars from where the coordinates put them, medians', columns: 2 },
    panels: [map('in x', dx, true), map('in y', dy, true), map('distance', distance, false)],
  };
}
