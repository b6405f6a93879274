import { writeHeader, type Header } from './header.js';
import { hduSpans } from './read.js';

/** What became of a sum that the file carries. */
export type SumState = 'right' | 'wrong' | 'absent';

/** The sums of one HDU (FITS 4.4.2.7): `checksum` covers all of it, `datasum` its data. */
export interface HduSums {
  /** 0 is the primary HDU. */
  readonly hdu: number;
  readonly checksum: SumState;
  readonly datasum: SumState;
}

const allOnes = 0xffffffff;

/** Adds up the file's HDUs and compares with what their headers say. @throws FitsError when it is no sound FITS file */
export function checkSums(file: Buffer): HduSums[] {
  return Array.from(hduSpans(file), ({ header, offset, dataOffset, end }, hdu): HduSums => {
    const data = sum32(file.subarray(dataOffset, end));
    const whole = sum32(file.subarray(offset, dataOffset), data);
    return { hdu, checksum: stateOfChecksum(header, whole), datasum: stateOfDatasum(header, data) };
  });
}

/** A value of blanks or '' says that there is none. */
const stateOfChecksum = (header: Header, whole: number): SumState =>
  header.text('CHECKSUM') === undefined ? 'absent' : whole === 0 || whole === allOnes ? 'right' : 'wrong';

function stateOfDatasum(header: Header, data: number): SumState {
  const written = header.number('DATASUM');
  if (written === undefined) return 'absent';
  return written === data ? 'right' : 'wrong';
}

/** 32-bit ones' complement sum of big-endian words; what is missing of the last word is zero. */
export function sum32(bytes: Buffer, start = 0): number {
  let sum = start;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) sum += bytes.readUInt32BE(at);
  if (whole < bytes.length) {
    const last = Buffer.alloc(4);
    bytes.copy(last, 0, whole);
    sum += last.readUInt32BE();
  }
  // sums stay below 2^53 for any file; the carries are brought back in at the end
  while (sum > allOnes) sum = (sum % 2 ** 32) + Math.floor(sum / 2 ** 32);
  return sum;
}

/** A header with both sums, for the data that follow it. */
export function withSums(header: Header, data: Buffer): Buffer {
  const datasum = sum32(data);
  const cards = header
    .without('CHECKSUM', 'DATASUM')
    .with({ keyword: 'DATASUM', value: String(datasum) }, { keyword: 'CHECKSUM', value: '0'.repeat(16) }).cards;
  const bytes = writeHeader(cards);
  const at = bytes.indexOf(`CHECKSUM= '${'0'.repeat(16)}'`, 0, 'latin1') + 11;
  bytes.write(encodeSum(sum32(bytes, datasum)), at, 'latin1');
  return bytes;
}

/** Sixteen characters that, added to the header, bring its sum to all ones (FITS appendix J). */
function encodeSum(sum: number): string {
  const complement = (allOnes - sum) >>> 0;
  const letters: number[] = new Array<number>(16).fill(0);
  for (let byte = 0; byte < 4; byte++) {
    const value = (complement >>> (24 - 8 * byte)) & 0xff;
    const four = [0, 1, 2, 3].map((i) => Math.floor(value / 4) + 48 + (i === 0 ? value % 4 : 0));
    // punctuation between the digits and the letters is stepped over in pairs, which leaves the sum as it is
    while (four.some((code) => isPunctuation(code)))
      for (const [p, q] of [
        [0, 1],
        [2, 3],
      ] as const)
        if (isPunctuation(four[p] ?? 0) || isPunctuation(four[q] ?? 0)) {
          four[p] = (four[p] ?? 0) + 1;
          four[q] = (four[q] ?? 0) - 1;
        }
    four.forEach((code, i) => (letters[4 * i + byte] = code));
  }
  const text = String.fromCharCode(...letters);
  return text.slice(-1) + text.slice(0, -1);
}

const isPunctuation = (code: number): boolean => (code >= 0x3a && code <= 0x40) || (code >= 0x5b && code <= 0x60);
