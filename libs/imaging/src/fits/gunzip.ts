import { constants, gunzipSync } from 'node:zlib';
import { FitsError } from './error.js';
import { blockBytes, mostHeaderBytes, readHeader, type Header } from './header.js';
import { dataSize } from './structure.js';

/** Bytes that a zipped frame may unfold to unless the caller says otherwise: a 16k x 16k frame of 16 bits. */
export const mostUnzippedBytes = 2 ** 29;

export const isGzipped = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** So much of a zipped file is unfolded to see what its headers declare: 66 MB at the very most, as gzip folds by 1032. */
const lookedAt = 2 ** 16;
/** No frame of a camera is folded more; one of zeros alone is. */
const mostFold = 20;
/** What may follow the HDUs that were seen, whatever it is folded to. */
const slackBytes = 2 ** 25;

/**
 * Unzips a whole file. Its headers are read from its beginning first, so that one that declares too much is refused before it is
 * unfolded, and what lies beyond its last HDU is left alone.
 * @throws FitsError `too_large` for more than `mostBytes`, and for far more than its headers and its own size account for;
 * `bad_gzip` when the stream is broken, `bad_header` as for any file.
 */
export function gunzipFits(bytes: Buffer, mostBytes = mostUnzippedBytes): Buffer {
  const start = unfold(bytes.subarray(0, lookedAt), 1040 * lookedAt, constants.Z_SYNC_FLUSH);
  const { end, isLast } = endOfSeen(start);
  if (end > mostBytes) throw tooLarge(mostBytes);
  if (isLast && end <= start.length) return start.subarray(0, end);
  return unfold(bytes, Math.min(mostBytes, Math.max(end + slackBytes, mostFold * bytes.length)));
}

function unfold(bytes: Buffer, mostBytes: number, finishFlush = constants.Z_FINISH): Buffer {
  // in one piece where the file tells its size: pieces would be there twice for a moment
  const told = finishFlush === constants.Z_FINISH && bytes.length >= 18 ? bytes.readUInt32LE(bytes.length - 4) + 1 : 0;
  const chunkSize = Math.max(blockBytes, Math.min(told, mostBytes + 1));
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes, finishFlush, chunkSize });
  } catch (fault) {
    const { code, message } = fault as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(mostBytes);
    throw new FitsError('bad_gzip', `the gzipped file is broken (${message}): fetch it again`);
  }
}

/**
 * Where the HDUs end whose headers are in these first bytes of a file; `isLast` when nothing that is read comes after them.
 * @throws FitsError `bad_header` for a header that is wrong in itself
 */
function endOfSeen(start: Buffer): { readonly end: number; readonly isLast: boolean } {
  for (let end = 0; ;) {
    if (end + blockBytes > start.length) return { end, isLast: false };
    const begins = end === 0 ? 'SIMPLE  =' : 'XTENSION';
    if (start.toString('latin1', end, end + begins.length) !== begins) return { end, isLast: end > 0 };
    const found = headerIn(start, end);
    if (!found) return { end, isLast: false };
    end = found.dataOffset + Math.ceil(dataSize(found.header) / blockBytes) * blockBytes;
  }
}

/** Undefined where it goes on beyond these bytes. */
function headerIn(start: Buffer, at: number): { header: Header; dataOffset: number } | undefined {
  try {
    return readHeader(start, at);
  } catch (fault) {
    if (fault instanceof FitsError && start.length - at < mostHeaderBytes) return undefined;
    throw fault;
  }
}

const tooLarge = (mostBytes: number): FitsError =>
  new FitsError(
    'too_large',
    `the gzipped file unfolds to more than ${mostBytes} bytes: unzip it on disk and read it in bands`,
  );
