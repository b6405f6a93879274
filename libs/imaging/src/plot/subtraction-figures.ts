import { numbersOf, readTable, textsOf } from '../table/read-table.js';
import { picked, pointsOf, spread } from './columns.js';
import type { Figure } from './figure.js';

/** The tables that a subtraction leaves beside a frame, as text; what is missing is not drawn. */
export interface SubtractionTables {
  readonly templateStars?: string | undefined;
}

/** The plot of a subtraction, under STDWeb's name: how wide the template's stars are. It shows what its table holds. */
export function subtractionFigures({ templateStars }: SubtractionTables): Figure[] {
  if (templateStars === undefined) return [];
  const stars = readTable(templateStars);
  const [mags, widths] = ['mag', 'fwhm'].map((name) => numbersOf(stars, name)) as [number[], number[]];
  const isUsed = textsOf(stars, 'state').map((state) => state === 'used');
  const isOther = isUsed.map((used) => !used);
  const adopted = Number.parseFloat(stars.meta['fwhm'] ?? '');
  const telling = picked(widths, isUsed.some(Boolean) ? isUsed : isOther);
  const brightToFaint = spread(mags, 0);
  return [
    {
      ...{ name: 'sub_template_fwhm_mag', title: 'Width of the template’s stars against brightness', columns: 1 },
      panels: [
        {
          x: { label: 'instrumental magnitude' },
          y: { label: 'FWHM (pixels of the frame)', range: [0, 3 * (adopted || (spread(telling, 0.1)[1] ?? 1))] },
          marks: [
            pointsOf('other stars', 'muted', [mags, widths], isOther),
            pointsOf('used for the width', 'good', [mags, widths], isUsed),
            { kind: 'line', says: 'adopted', ink: 'model', xs: brightToFaint, ys: [adopted, adopted] },
          ],
        },
      ],
    },
  ];
}
