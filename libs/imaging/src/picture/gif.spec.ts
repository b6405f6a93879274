import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeGif } from './gif-decoder.js';
import { encodeGif } from './gif.js';

const picture = (widthPx: number, heightPx: number, value: (i: number) => number) => ({
  widthPx,
  heightPx,
  grey: Uint8Array.from({ length: widthPx * heightPx }, (_, i) => value(i)),
});
/** Noise fills the table of codes several times. */
const noise = (seed: number) => (i: number) => (Math.imul(i + 1, 2654435761) ^ Math.imul(seed, 40503)) >>> 13;

describe('a GIF', () => {
  it('gives back every pixel of every frame, its size, its speed, and goes round', () => {
    const frames = [picture(200, 120, noise(1)), picture(200, 120, () => 7), picture(200, 120, (i) => i % 256)];
    const decoded = decodeGif(encodeGif(frames, 10));
    expect(decoded).toMatchObject({ magic: 'GIF89a', delays: [10, 10, 10], repeats: true });
    expect(decoded.frames).toEqual(frames);
  });

  it('gives back any picture', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const kinds = [noise(3), () => 0, (i: number) => i % 2, (i: number) => (i * i) % 251];
    fc.assert(
      fc.property(side, side, fc.constantFrom(...kinds), (width, height, kind) => {
        const frames = [picture(width, height, kind)];
        expect(decodeGif(encodeGif(frames, 25)).frames).toEqual(frames);
      }),
    );
  });

  it('gives back pictures whose codes end at each width of a code', () => {
    for (let length = 250; length < 9000; length += 1009)
      for (const kind of [noise(length), () => 1]) {
        const frames = [picture(length, 1, kind)];
        expect(decodeGif(encodeGif(frames, 25)).frames).toEqual(frames);
      }
  });

  it('has frames of one size, and at least one', () => {
    expect(() => encodeGif([], 10)).toThrow(RangeError);
    expect(() => encodeGif([picture(2, 2, noise(1)), picture(2, 3, noise(1))], 10)).toThrow(
      'the frames differ in size',
    );
  });
});
