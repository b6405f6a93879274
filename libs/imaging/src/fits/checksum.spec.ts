import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkSums, sum32, withSums } from './checksum.js';
import { Header } from './header.js';
import { filled } from './write.js';

const header = (length: number) =>
  new Header([
    { keyword: 'SIMPLE', value: true },
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 1 },
    { keyword: 'NAXIS1', value: length },
    { keyword: 'OBJECT', value: "it's" },
  ]);

const file = (bytes: Uint8Array): Buffer => {
  const data = filled(Buffer.from(bytes));
  return Buffer.concat([withSums(header(bytes.length), data), data]);
};

describe('the sums of a FITS file', () => {
  it('are right as written, and any flipped bit of the data makes both wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 4000 }), fc.nat(), fc.nat({ max: 7 }), (bytes, at, bit) => {
        const whole = file(bytes);
        expect(checkSums(whole)).toEqual([{ hdu: 0, checksum: 'right', datasum: 'right' }]);
        const place = 2880 + (at % bytes.length);
        whole[place] = (whole[place] ?? 0) ^ (1 << bit);
        expect(checkSums(whole)).toEqual([{ hdu: 0, checksum: 'wrong', datasum: 'wrong' }]);
      }),
    );
  });

  it('tell a changed header from changed data', () => {
    const whole = file(Uint8Array.of(1, 2, 3));
    whole.write('X', whole.indexOf("it''s"), 'latin1');
    expect(checkSums(whole)).toEqual([{ hdu: 0, checksum: 'wrong', datasum: 'right' }]);
  });

  it('are absent where the file carries none', () => {
    const bare = Buffer.from(
      file(Uint8Array.of(1)).toString('latin1').replace('CHECKSUM=', 'NOTHING =').replace('DATASUM =', 'NODATA  ='),
      'latin1',
    );
    expect(checkSums(bare)).toEqual([{ hdu: 0, checksum: 'absent', datasum: 'absent' }]);
  });

  it('bring carries back in', () => {
    expect(sum32(Buffer.from('ffffffff00000001', 'hex'))).toBe(1);
    expect(sum32(Buffer.from('ffffffff', 'hex'))).toBe(0xffffffff);
    expect(sum32(Buffer.from('0102', 'hex'))).toBe(0x01020000);
  });
});
