import type { Pixels } from '@nightjar/astro';
import { ecsv, median, tellingStars, type Column, type Difference } from '@nightjar/imaging';
import { onFrame } from '../frame/box.js';
import type { MadeProduct } from '../kit/output.js';
import type { SubFrame } from './sub-frames.js';

/** A star of the template that is on the frame too. */
interface TemplateStar {
  /** On the frame, FITS pixels. */
  readonly xPx: number;
  readonly yPx: number;
  /** -2.5 log10 of its light on the template, ADU. */
  readonly mag: number;
  readonly fwhmPx: Pixels;
  /** Of the same star on the frame. */
  readonly frameFwhmPx: Pixels;
  /** Whether the width of the template is taken from it. */
  readonly isUsed: boolean;
}

/** The stars that lie on what is a part's own. @param isGiven whether the width was given, so that none tells it */
export function templateStars(
  { stars }: Pick<Difference, 'stars'>,
  { own, whole }: SubFrame,
  isGiven: boolean,
): TemplateStar[] {
  const telling = new Set(isGiven ? [] : tellingStars(stars));
  return stars.flatMap((star) => {
    const { xPx, yPx } = onFrame({ xPx: star.xPx, yPx: star.yPx }, whole);
    const [column, row] = [Math.round(xPx) - 1, Math.round(yPx) - 1];
    if (column < own.x0 || column >= own.x1 || row < own.y0 || row >= own.y1) return [];
    const mag = -2.5 * Math.log10(star.secondFluxAdu);
    const widths = { fwhmPx: star.secondFwhmPx, frameFwhmPx: star.firstFwhmPx };
    return [{ xPx, yPx, mag, ...widths, isUsed: telling.has(star) }];
  });
}

const real = (name: string, unit: string, value: (star: TemplateStar) => number): Column<TemplateStar> => ({
  ...{ name, type: 'real', unit, value: (star) => Number(value(star).toFixed(3)) },
});

const columns: readonly Column<TemplateStar>[] = [
  real('x', 'pix', ({ xPx }) => xPx),
  real('y', 'pix', ({ yPx }) => yPx),
  real('mag', 'mag', ({ mag }) => mag),
  real('fwhm', 'pix', ({ fwhmPx }) => fwhmPx),
  real('fwhm_frame', 'pix', ({ frameFwhmPx }) => frameFwhmPx),
  { name: 'state', type: 'text', value: ({ isUsed }) => (isUsed ? 'used' : 'seen') },
];

/** The stars as a table. @param widths that were adopted, one for each part */
export function templateStarTable(stars: readonly TemplateStar[], widths: readonly Pixels[]): string {
  return ecsv(stars, columns, { fwhm: `${median(widths).toFixed(3)} px` });
}

export const templateStarFile = (table: string, of: MadeProduct['of']): MadeProduct => ({
  ...{ file: 'sub_template_stars.ecsv', type: 'catalogue', mediaType: 'text/csv', of, tag: 'template-stars', meta: {} },
  content: Buffer.from(table),
});
