import { gunzipSync } from 'node:zlib';
import { FitsError } from '../error.js';

/** Unzips a tile of `pixels` values, none wider than `most` bytes. @throws FitsError `bad_tiles` when it holds others. */
export function gunzipTile(bytes: Buffer, pixels: number, most: number): { bytes: Buffer; width: 1 | 2 | 4 | 8 } {
  let plain: Buffer;
  try {
    plain = gunzipSync(bytes, { maxOutputLength: pixels * most });
  } catch (fault) {
    const { code, message } = fault as NodeJS.ErrnoException;
    const reason = code === 'ERR_BUFFER_TOO_LARGE' ? 'it unfolds to more than its pixels' : message;
    throw new FitsError('bad_tiles', `a gzipped tile is broken (${reason}): fetch the file again`);
  }
  const width = plain.length / pixels;
  if (width === 1 || width === 2 || width === 4 || width === 8) return { bytes: plain, width };
  throw new FitsError('bad_tiles', `a gzipped tile holds ${plain.length} bytes for ${pixels} pixels`);
}

/** Undoes the shuffle of GZIP_2: first all highest bytes, then all second ones, and so on. */
export function unshuffle(bytes: Buffer, width: number): Buffer {
  const pixels = bytes.length / width;
  const out = Buffer.allocUnsafe(bytes.length);
  for (let part = 0; part < width; part++) {
    const from = part * pixels;
    for (let i = 0; i < pixels; i++) out[i * width + part] = bytes[from + i] as number;
  }
  return out;
}
