// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { isNaN } = Number;

/** The pixel types a frame may hold after decoding. */
export type PixelArray = Uint8Array | Int16Array | Uint16Array | Int32Array | Float32Array | Float64Array;

/**
 * A plane of pixels, row by row. Index `(y - 1) * widthPx + (x - 1)` holds FITS pixel (x, y): the first row is the
 * bottom of the picture, and the centre of the first pixel is at (1, 1).
 */
export interface Image<T extends PixelArray = PixelArray> {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: T;
}

/** A place on a frame in FITS pixel coordinates: the centre of the first pixel is (1, 1). */
export interface PixelPosition {
  readonly xPx: number;
  readonly yPx: number;
}

/** True for a pixel that a mask (1 = bad) excludes, or that is no number. */
export const excluded = (value: number, mask: Uint8Array | undefined, at: number): boolean =>
  isNaN(value) || (mask !== undefined && mask[at] !== 0);
