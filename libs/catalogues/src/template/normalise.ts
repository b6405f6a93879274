import type { Header, Image } from '@nightjar/imaging';
import type { Filter } from '../filter.js';

const PER_MAGNITUDE = 0.4 * Math.LN10;

/**
 * A Pan-STARRS sky cell in linear counts a second. Its pixels are asinh magnitudes: with x = 0.4 ln(10) v the flux is
 * (BOFFSET + BSOFTEN (e^x - e^-x)) / EXPTIME. Waters et al. 2020, ApJS 251, 4; the header's PC00i00j become PCi_j and its frame FK5, as
 * its astrometry is 2MASS's. A frame without BSOFTEN and BOFFSET is left as it is.
 */
export function linearPs1(header: Header, image: Image): { readonly header: Header; readonly image: Image } {
  const [soften, offset] = [header.number('BSOFTEN'), header.number('BOFFSET')];
  if (soften === undefined || offset === undefined) return { header, image };
  const exposureS = header.number('EXPTIME') ?? 1;
  const data = Float32Array.from(image.data, (value) => {
    const x = value * PER_MAGNITUDE;
    return (offset + soften * (Math.exp(x) - Math.exp(-x))) / (exposureS > 0 ? exposureS : 1);
  });
  const rotation = header.cards.flatMap(({ keyword, value }) => {
    const [, i, j] = /^PC00([12])00([12])$/.exec(keyword) ?? [];
    return i === undefined || value === undefined ? [] : [{ keyword: `PC${i}_${j}`, value }];
  });
  const renamed = header
    .without('PC001001', 'PC001002', 'PC002001', 'PC002002', 'BSOFTEN', 'BOFFSET')
    .with({ keyword: 'RADESYS', value: 'FK5' }, ...rotation);
  return { header: renamed, image: { ...image, data } };
}

/** Bits of the Legacy Survey's mask that make a pixel useless in every band: not primary, a bailed-out fit. */
const LEGACY_ALWAYS = 0x0001 | 0x0400;
/** Saturated and all-masked, by band. */
const LEGACY_BAND: Readonly<Partial<Record<Filter, number>>> = {
  ...{ g: 0x0004 | 0x0020, r: 0x0008 | 0x0040, i: 0x4000 | 0x8000, z: 0x0010 | 0x0080 },
};

/** One byte a pixel, 1 = bad, from the Legacy Survey's bit mask. */
export const legacyMask = (bits: ArrayLike<number>, filter: Filter): Uint8Array => {
  const bad = LEGACY_ALWAYS | (LEGACY_BAND[filter] ?? 0);
  return Uint8Array.from(bits, (value) => (Number.isFinite(value) && (value & bad) === 0 ? 0 : 1));
};
