import { objectFlag } from '../photometry/object-flags.js';
import { numbersOf, type TextTable } from '../table/read-table.js';
import { frameAxes, mapPanel, pointsOf, spread } from './columns.js';
import type { Figure, PlotPanel } from './figure.js';
import { frameExtent } from './frame-extent.js';

/** Where objects are, how wide, and which the prefilter took out. */
export function figuresOfObjects(objects: TextTable): Figure[] {
  const column = (name: string): number[] => numbersOf(objects, name);
  const [xs, ys, mags, widths, flags] = [
    column('x'),
    column('y'),
    column('mag_calib'),
    column('fwhm'),
    column('flags'),
  ];
  const isClean = flags.map((flag) => flag === 0);
  const isFlagged = isClean.map((clean) => !clean);
  const frame = frameExtent(objects);
  const adopted = Number.parseFloat(objects.meta['fwhm'] ?? '');
  const brightToFaint = spread(mags, 0);
  return [
    {
      ...{ name: 'objects', title: 'Objects on the frame', columns: 1 },
      panels: [
        {
          ...frameAxes(frame),
          marks: [pointsOf('no flags', 'good', [xs, ys], isClean), pointsOf('flagged', 'bad', [xs, ys], isFlagged)],
          isSquare: true,
        },
      ],
    },
    {
      ...{ name: 'fwhm', title: 'Width of stars over the frame', columns: 1 },
      panels: [mapPanel('median FWHM (pixels), objects without flags', frame, [xs, ys, widths], isClean)],
    },
    {
      ...{ name: 'fwhm_mag', title: 'Width against brightness', columns: 1 },
      panels: [
        {
          x: { label: 'magnitude' },
          y: { label: 'FWHM (pixels)', range: [0, 3 * (adopted || (spread(widths, 0.1)[1] ?? 1))] },
          marks: [
            pointsOf('flagged', 'bad', [mags, widths], isFlagged),
            pointsOf('no flags', 'good', [mags, widths], isClean),
            { kind: 'line', says: 'adopted', ink: 'model', xs: brightToFaint, ys: [adopted, adopted] },
          ],
        },
      ],
    },
    ...prefilterFigure(objects, flags),
  ];
}

/** What the prefilter judges by, each against each. */
function prefilterFigure(objects: TextTable, flags: readonly number[]): Figure[] {
  if (!objects.columns.includes('peak_share')) return [];
  const isOdd = flags.map((flag) => (flag & objectFlag.unusualShape) !== 0);
  const isKept = isOdd.map((odd) => !odd);
  const features = [
    ['FLUX_RADIUS (pixels)', numbersOf(objects, 'fwhm').map((width) => width / 2)],
    ['FWHM_IMAGE (pixels)', numbersOf(objects, 'fwhm_image')],
    ['FLUX_MAX / FLUX_AUTO', numbersOf(objects, 'peak_share')],
  ] as const;
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const;
  const panels = pairs.map(([across, up]): PlotPanel => {
    const [[xLabel, xs], [yLabel, ys]] = [features[across], features[up]];
    return {
      x: { label: xLabel, range: roomy(spread(xs, 0.01)) },
      y: { label: yLabel, range: roomy(spread(ys, 0.01)) },
      marks: [pointsOf('left out', 'bad', [xs, ys], isOdd), pointsOf('kept', 'good', [xs, ys], isKept)],
    };
  });
  return [{ name: 'prefilter', title: 'Shapes by which the prefilter judges', panels, columns: 2 }];
}

const roomy = ([from, to]: readonly [number, number]): readonly [number, number] => [
  from - 0.1 * (to - from),
  to + 0.1 * (to - from),
];
