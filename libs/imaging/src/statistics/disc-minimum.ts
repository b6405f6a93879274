import type { Pixels } from '@nightjar/astro';
import type { Image } from '../image.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const none = Infinity;
const lesser = (a: number, b: number): number => (a < b ? a : b);

/**
 * The least value within a disc about each pixel, as far as the image reaches. The disc is cut in rows, and each row costs the same
 * however long it is (van Herk 1992), so that the whole takes as many steps a pixel as the disc has rows.
 */
export function discMinimum({ widthPx, heightPx, data }: Image<Float32Array>, radiusPx: Pixels): Float32Array {
  const least = new Float32Array(data.length).fill(Infinity);
  const row = new Float32Array(widthPx);
  for (let off = 0; off <= radiusPx; off++) {
    const minimum = rowMinimum(widthPx, Math.floor(Math.sqrt(radiusPx ** 2 - off ** 2)));
    for (let y = 0; y < heightPx; y++) {
      minimum(data, y * widthPx, row);
      for (const to of off === 0 ? [y] : [y - off, y + off])
        if (to >= 0 && to < heightPx) lower(least, to * widthPx, row);
    }
  }
  return least;
}

function lower(least: Float32Array, start: number, row: Float32Array): void {
  for (let x = 0; x < row.length; x++) {
    const value = row[x] ?? none;
    if (value < (least[start + x] ?? none)) least[start + x] = value;
  }
}

/** For rows of one length: the least value from `reach` before each pixel to `reach` after it. */
function rowMinimum(count: number, reach: number) {
  const window = 2 * reach + 1;
  const length = Math.ceil((count + 2 * reach) / window) * window;
  const [padded, before, after] = [0, 1, 2].map(() => new Float32Array(length).fill(Infinity)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return (data: Float32Array, start: number, to: Float32Array): void => {
    padded.set(data.subarray(start, start + count), reach);
    for (let block = 0; block < length; block += window) {
      let least = none;
      for (let i = block; i < block + window; i++) before[i] = least = lesser(least, padded[i] ?? none);
      least = none;
      for (let i = block + window - 1; i >= block; i--) after[i] = least = lesser(least, padded[i] ?? none);
    }
    for (let x = 0; x < count; x++) to[x] = lesser(after[x] ?? none, before[x + window - 1] ?? none);
  };
}
