import { writeImage, type CardValue, type Random } from '@nightjar/imaging';
import { cardsOf, distortedCoordinates, hostileValues, typeOver } from '../fits/hostile-header.js';
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
const coordinates = distortedCoordinates({ raDeg: 150, decDeg: 20 }, { xPx: 48, yPx: 40 });

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

/** What an axis or a count is typed over with beside numbers. */
const ofOtherKinds = ['3', '7', "'a'", 'F'];
const headerBytes = 5760;

/** An honest file whose header is typed over: axes, bits, counts. */
export function lyingStructure(dice: Random, seed: number, honest: Honest): Buffer {
  const { header, image } = honest(seed);
  const file = writeImage(header, image);
  for (let n = 1 + Math.floor(2 * dice.uniform()); n > 0; n--) {
    const keyword = pick(['BITPIX', 'NAXIS', 'NAXIS1', 'NAXIS2', 'BSCALE', 'BZERO', 'SIMPLE', 'EXTEND', 'END'], dice);
    const value = pick([...hostileValues, ...ofOtherKinds], dice);
    for (const at of cardsOf(file, (start) => start.slice(0, 8).trim() === keyword, headerBytes)) {
      // `END` has no value of its own
      file.write('= ', at + 8, 'latin1');
      typeOver(file, at, value);
    }
  }
  return file;
}
