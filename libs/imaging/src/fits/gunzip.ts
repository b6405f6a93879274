import { gunzipSync } from 'node:zlib';
import { FitsError } from './error.js';

/** Bytes that a zipped frame may unfold to unless the caller says otherwise: a 16k x 16k frame of 16 bits. */
export const mostUnzippedBytes = 2 ** 29;

export const isGzipped = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Unzips a whole file; nothing beyond `mostBytes` is ever written, whatever the file declares. @throws FitsError `too_large` beyond that, `bad_gzip` when the stream is broken.
 */
export function gunzipFits(bytes: Buffer, mostBytes = mostUnzippedBytes): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (fault) {
    const { code, message } = fault as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(mostBytes);
    throw new FitsError('bad_gzip', `the gzipped file is broken (${message}): fetch it again`);
  }
}

const tooLarge = (mostBytes: number): FitsError =>
  new FitsError(
    'too_large',
    `the gzipped file unfolds to more than ${mostBytes} bytes: unzip it on disk and read it in bands`,
  );
