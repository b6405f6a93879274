import { inflateSync } from 'node:zlib';

const [woffHeader, woffEntry] = [44, 20];
const [sfntHeader, sfntEntry] = [12, 16];
const whole = (bytes: number): number => 4 * Math.ceil(bytes / 4);

/**
 * Unpacks letters of WOFF 1.0 (W3C, chapters 3 to 5) to the OpenType file they were made from: each table by zlib, its
 * directory with the same checksums. What draws letters unpacks them for every picture otherwise.
 * @throws RangeError for bytes that are no WOFF
 */
export function sfntOf(woff: Buffer): Buffer {
  if (woff.length < woffHeader || woff.toString('latin1', 0, 4) !== 'wOFF')
    throw new RangeError('these bytes are no WOFF');
  const tables = woff.readUInt16BE(12);
  const directory = Buffer.alloc(sfntHeader + sfntEntry * tables);
  directory.writeUInt32BE(woff.readUInt32BE(4), 0);
  directory.writeUInt16BE(tables, 4);
  const depth = Math.floor(Math.log2(tables));
  directory.writeUInt16BE(sfntEntry * 2 ** depth, 6);
  directory.writeUInt16BE(depth, 8);
  directory.writeUInt16BE(sfntEntry * (tables - 2 ** depth), 10);
  const parts = [directory];
  let offset = directory.length;
  for (let i = 0; i < tables; i++) {
    const [from, to] = [woffHeader + woffEntry * i, sfntHeader + sfntEntry * i];
    const [start, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(from + at)) as [number, number, number];
    const bytes = woff.subarray(start, start + packed);
    const table = Buffer.alloc(whole(length));
    (packed < length ? inflateSync(bytes, { maxOutputLength: length }) : bytes).copy(table);
    // its name and its checksum
    woff.copy(directory, to, from, from + 4);
    woff.copy(directory, to + 4, from + 16, from + 20);
    directory.writeUInt32BE(offset, to + 8);
    directory.writeUInt32BE(length, to + 12);
    parts.push(table);
    offset += table.length;
  }
  return Buffer.concat(parts);
}
