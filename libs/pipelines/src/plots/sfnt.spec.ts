import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sfntOf } from './sfnt.js';

const woff = readFileSync(
  createRequire(import.meta.url).resolve('@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff'),
);

describe('letters of WOFF', () => {
  it('are unpacked to tables whose sums are those of their directory (OpenType, chapter “Organization of an OpenType Font”)', () => {
    const font = sfntOf(woff);
    const tables = font.readUInt16BE(4);
    expect(tables).toBeGreaterThan(9);
    // the size that the packed file tells of the unpacked one
    expect(font.length).toBe(woff.readUInt32BE(16));
    for (let i = 0; i < tables; i++) {
      const at = 12 + 16 * i;
      const [sum, offset, length] = [4, 8, 12].map((more) => font.readUInt32BE(at + more)) as [number, number, number];
      let found = 0;
      // of `head` the third word is a sum over the whole file, and counts as none
      const isHead = font.toString('latin1', at, at + 4) === 'head';
      for (let word = 0; word < Math.ceil(length / 4); word++)
        if (!(isHead && word === 2)) found = (found + font.readUInt32BE(offset + 4 * word)) >>> 0;
      expect(found).toBe(sum);
    }
  });

  it('are refused where they are none', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(100), sfntOf(woff)])
      expect(() => sfntOf(bytes)).toThrow(new RangeError('these bytes are no WOFF'));
  });
});
