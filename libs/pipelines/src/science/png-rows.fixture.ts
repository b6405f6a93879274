import { inflateSync } from 'node:zlib';

/** The grey levels of a PNG of 8 bits without filters, rows from the top. */
export function pngRows(png: Uint8Array): Buffer[] {
  const bytes = Buffer.from(png);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const from = bytes.indexOf('IDAT') + 4;
  const lines = inflateSync(bytes.subarray(from, from + bytes.readUInt32BE(from - 8)));
  return Array.from({ length: height }, (_, y) => lines.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)));
}
