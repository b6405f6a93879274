import { Refusal } from '@nightjar/contracts';
import { binned, type BandedImage } from '@nightjar/imaging';
import { z } from 'zod';

/** Values in one answer: 4 bytes each. */
const MOST_VALUES = 2 ** 22;
/** Pixels that are decoded at once, so that nobody else waits long. */
const BAND_PX = 2 ** 19;

const whole = z.coerce.number().int();

/** Which image of a file: without a place the first; of a cube one plane. */
export const Which = z.object({
  hdu: whole.nonnegative().optional().describe('Place of the image among the HDUs, from 0; default: the first image.'),
  plane: whole.nonnegative().default(0).describe('Plane of a cube, from 0.'),
});
export type Which = z.output<typeof Which>;

/** A piece of an image in FITS pixels, and how many pixels are averaged to one value along each axis. */
export const Area = Which.extend({
  x: whole.positive().default(1).describe('First column, from 1.'),
  y: whole.positive().default(1).describe('First row, from 1.'),
  width: whole
    .positive()
    .optional()
    .describe('Columns; default: all that follow. What is beyond the image is left out.'),
  height: whole.positive().optional().describe('Rows; default: all that follow.'),
  reduce: whole.min(1).max(1024).default(1).describe('Blocks of so many by so many pixels are averaged to one value.'),
});
export type Area = z.output<typeof Area>;

export interface Values {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row by row from the bottom up; NaN where there is no value. */
  readonly data: Float32Array;
}

/** The values of a piece, decoded some rows at a time. @throws Refusal `invalid` for a piece that is not there, `too_large` for too many values */
export async function readArea(image: BandedImage, { x, y, reduce, plane, ...asked }: Area): Promise<Values> {
  const [width = 0, height = 0] = image.axes;
  if (x > width || y > height) throw new Refusal('invalid', `the image has ${width} x ${height} pixels`);
  const columns = Math.min(asked.width ?? width, width - x + 1);
  const rows = Math.min(asked.height ?? height, height - y + 1);
  const [widthPx, heightPx] = [Math.ceil(columns / reduce), Math.ceil(rows / reduce)];
  if (widthPx * heightPx > MOST_VALUES)
    throw new Refusal(
      'too_large',
      `${widthPx} x ${heightPx} values are more than ${MOST_VALUES}: ask for less, or reduce`,
    );
  const data = new Float32Array(widthPx * heightPx);
  const step = reduce * Math.max(1, Math.floor(BAND_PX / width / reduce));
  for (let from = 0; from < rows; from += step) {
    const band = await image.rows(y + from, Math.min(step, rows - from), plane);
    data.set(binned(columnsOf(band, x, columns), reduce).data, (from / reduce) * widthPx);
  }
  return { widthPx, heightPx, data };
}

type Plane = Awaited<ReturnType<BandedImage['rows']>>;

function columnsOf({ widthPx, heightPx, data }: Plane, x: number, columns: number): Plane {
  if (columns === widthPx) return { widthPx, heightPx, data };
  const cut = new Float64Array(columns * heightPx);
  for (let row = 0; row < heightPx; row++)
    cut.set(data.subarray(row * widthPx + x - 1, row * widthPx + x - 1 + columns), row * columns);
  return { widthPx: columns, heightPx, data: cut };
}
