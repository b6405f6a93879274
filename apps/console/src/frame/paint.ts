import type { BlackAndWhite } from '@nightjar/imaging/browser';
import { lookAt, type Look } from './colour.js';

/** Steps between black and white: enough that the steepest stretch shows none. */
const STEPS = 16_384;

/** Values of a tile, row by row from the bottom up. */
export interface Values {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Float32Array;
}

/** How values become colours: one word of red, green, blue and opacity for each step from black to white. */
export interface Palette {
  readonly range: BlackAndWhite;
  readonly words: Uint32Array;
}

/** The bytes of a pixel as canvases have them, as one word of this machine. */
const word = new Uint32Array(1);
const bytes = new Uint8Array(word.buffer);
const wordOf = (red: number, green: number, blue: number, opacity: number): number => {
  bytes.set([red, green, blue, opacity]);
  return word[0] ?? 0;
};

export const paletteOf = (range: BlackAndWhite, curve: (part: number) => number, look: Look): Palette => ({
  range,
  words: Uint32Array.from({ length: STEPS + 1 }, (_, i) => wordOf(...lookAt(look, curve(i / STEPS)), 255)),
});

/** Pixels as a canvas has them, from the top down. What is no number is left clear. */
export const paint = ({ widthPx, heightPx, data }: Values, { range: [black, white], words }: Palette): ImageData => {
  const pixels = new Uint32Array(widthPx * heightPx);
  const scale = STEPS / (white > black ? white - black : 1);
  for (let row = 0, i = 0; row < heightPx; row++) {
    let at = (heightPx - 1 - row) * widthPx;
    for (let column = 0; column < widthPx; column++, i++, at++) {
      const step = ((data[i] ?? NaN) - black) * scale;
      if (step === step) pixels[at] = words[step < 0 ? 0 : step > STEPS ? STEPS : step | 0] ?? 0;
    }
  }
  return new ImageData(new Uint8ClampedArray(pixels.buffer), widthPx, heightPx);
};

/** A mask: one colour, as opaque as a part of a block is masked. */
export const paintMask = ({ widthPx, heightPx, data }: Values, [red, green, blue]: readonly number[]): ImageData => {
  const pixels = new Uint32Array(widthPx * heightPx);
  data.forEach((value, i) => {
    if (!(value > 0)) return;
    const row = heightPx - 1 - Math.floor(i / widthPx);
    pixels[row * widthPx + (i % widthPx)] = wordOf(red ?? 255, green ?? 0, blue ?? 0, 60 + 90 * Math.min(1, value));
  });
  return new ImageData(new Uint8ClampedArray(pixels.buffer), widthPx, heightPx);
};
