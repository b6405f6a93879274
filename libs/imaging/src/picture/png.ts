import { crc32, deflateSync } from 'node:zlib';
import type { Image } from '../image.js';
import { shrink, stretch, type Stretch } from './stretch.js';

export interface PictureOptions extends Partial<Stretch> {
  /** The longer side of the picture; a larger frame is averaged down in whole blocks. Default 1024. */
  readonly maxSizePx?: number;
  /** True (default) draws the first FITS row at the bottom, as astronomers see it. */
  readonly flipY?: boolean;
}

/**
 * Draws a frame as an 8-bit grey PNG. Pixels that are no number are black.
 * Percentiles default to 0.5 and 99.5, the stretch to asinh.
 */
export function renderPng(image: Image, options: PictureOptions = {}): Buffer {
  const small = shrink(image, options.maxSizePx ?? 1024);
  const grey = stretch(small.data, {
    stretch: options.stretch ?? 'asinh',
    percentiles: options.percentiles ?? [0.5, 99.5],
  });
  return encodePng(grey, small.widthPx, small.heightPx, options.flipY ?? true);
}

function encodePng(grey: Uint8Array, widthPx: number, heightPx: number, flipY: boolean): Buffer {
  const lines = Buffer.alloc((widthPx + 1) * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const row = flipY ? heightPx - 1 - y : y;
    lines.set(grey.subarray(row * widthPx, (row + 1) * widthPx), y * (widthPx + 1) + 1);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  head.set([8, 0, 0, 0, 0], 8); // 8 bits, grey, deflate, no filter, not interlaced
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines, { level: 4 })),
    chunk('IEND'),
  ]);
}

function chunk(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
