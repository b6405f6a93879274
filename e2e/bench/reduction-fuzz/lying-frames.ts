import { writeImage, type Card, type CardValue, type Random } from '@nightjar/imaging';
import type { Honest } from './honest-frame.js';
import { pick } from './pick.js';

/** What a keyword may say that no camera would. */
const lies: readonly CardValue[] = [
  ...[0, -1, 1e-300, 1e300, -1e300, 2 ** 53, 1.5, 1e9, 'NaN', 'Infinity', '', ' ', "it's", 'x'.repeat(68), '../../etc'],
  ...['12:34:56', '99:99:99', '-91', '361', '2017-13-45T99:99:99', '9999-12-31', '0000-00-00', true, false],
];
const keywords: readonly string[] = [
  ...['GAIN', 'SATURATE', 'EXPTIME', 'DATE-OBS', 'MJD-OBS', 'FILTER', 'RA', 'DEC', 'PIXSCALE', 'RDNOISE', 'AIRMASS'],
  ...['XBINNING', 'EQUINOX', 'RADESYS', 'BUNIT', 'SITELAT', 'SITELONG', 'OBJECT', 'CTYPE1', 'CRVAL1', 'CRVAL2'],
];
const coordinates: readonly Card[] = [
  { keyword: 'CTYPE1', value: 'RA---TAN-SIP' },
  { keyword: 'CTYPE2', value: 'DEC--TAN-SIP' },
  ...Object.entries({
    CRVAL1: 150,
    CRVAL2: 20,
    CRPIX1: 48,
    CRPIX2: 40,
    CD1_1: -1e-3,
    CD1_2: 0,
    CD2_1: 0,
    CD2_2: 1e-3,
  }).map(([keyword, value]) => ({ keyword, value })),
  { keyword: 'A_ORDER', value: 2 },
  { keyword: 'A_2_0', value: 1e-5 },
  { keyword: 'B_ORDER', value: 2 },
];

export function lyingHeader(dice: Random, seed: number, honest: Honest): Buffer {
  const { header, image } = honest(seed);
  const told = Array.from({ length: 1 + Math.floor(5 * dice.uniform()) }, () => ({
    keyword: pick(keywords, dice),
    value: pick(lies, dice),
  }));
  return writeImage(header.with(...told), image);
}

export function lyingCoordinates(dice: Random, seed: number, honest: Honest): Buffer {
  const { header, image } = honest(seed);
  const told = coordinates.map((card) =>
    typeof card.value === 'number' && dice.uniform() < 0.3
      ? { ...card, value: pick([0, -1, 1e300, -1e300, 1e-300, 91, 720, 9, 99, 1.5], dice) }
      : card,
  );
  return writeImage(header.with(...told), image);
}

/** An honest file whose header is typed over: axes, bits, counts. */
export function lyingStructure(dice: Random, seed: number, honest: Honest): Buffer {
  const { header, image } = honest(seed);
  const file = writeImage(header, image);
  for (let n = 1 + Math.floor(2 * dice.uniform()); n > 0; n--) {
    const keyword = pick(['BITPIX', 'NAXIS', 'NAXIS1', 'NAXIS2', 'BSCALE', 'BZERO', 'SIMPLE', 'EXTEND', 'END'], dice);
    const value = pick(
      ['20000', '0', '-1', '1', '3', '999', '7', '-64', '1E308', 'NaN', "'a'", 'F', '9007199254740993'],
      dice,
    );
    for (let at = 0; at + 80 <= Math.min(file.length, 5760); at += 80)
      if (file.toString('latin1', at, at + 8).trim() === keyword)
        file.write(`= ${value.padStart(20)}`.padEnd(72), at + 8, 'latin1');
  }
  return file;
}
