import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { cutout } from './cutout.js';
import { renderPng } from './png.js';

/** Grey rows of a picture that the encoder under test wrote (no filters, one IDAT). */
function decode(png: Buffer): { width: number; height: number; rows: number[][] } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const at = png.indexOf('IDAT');
  const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const rows = Array.from({ length: height }, (_, y) => [
    ...lines.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)),
  ]);
  return { width, height, rows };
}

const ramp = { widthPx: 4, heightPx: 2, data: new Float32Array([0, 1, 2, 3, 4, 5, 6, NaN]) };

describe('a picture of a frame', () => {
  it('has the first FITS row at the bottom, black for the least and white for the most', () => {
    const { rows } = decode(renderPng(ramp, { stretch: 'linear', percentiles: [0, 100] }));
    expect(rows).toEqual([
      [170, 213, 255, 0],
      [0, 43, 85, 128],
    ]);
    expect(decode(renderPng(ramp, { stretch: 'linear', percentiles: [0, 100], flipY: false })).rows[0]).toEqual([
      0, 43, 85, 128,
    ]);
  });

  it('lifts what is faint when the stretch is asinh', () => {
    const [, bottom] = decode(renderPng(ramp, { percentiles: [0, 100] })).rows;
    expect(bottom?.[1]).toBeGreaterThan(43);
  });

  it('is averaged down in whole blocks, and leaves out what is no number', () => {
    const { width, height, rows } = decode(renderPng(ramp, { stretch: 'linear', percentiles: [0, 100], maxSizePx: 2 }));
    expect([width, height]).toEqual([2, 1]);
    expect(rows).toEqual([[0, 255]]);
  });

  it('is drawn of a constant or an empty frame too', () => {
    expect(decode(renderPng({ widthPx: 2, heightPx: 1, data: new Uint16Array([9, 9]) })).rows).toEqual([[0, 0]]);
    expect(decode(renderPng({ widthPx: 1, heightPx: 1, data: new Float32Array([NaN]) })).rows).toEqual([[0]]);
  });
});

describe('a cutout', () => {
  it('has the place in its middle and NaN beyond the frame', () => {
    const { widthPx, data } = cutout(ramp, { xPx: 1, yPx: 1 }, 1);
    expect(widthPx).toBe(3);
    expect([...data]).toEqual([NaN, NaN, NaN, NaN, 0, 1, NaN, 4, 5]);
  });
});
