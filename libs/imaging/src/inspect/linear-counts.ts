import type { Header } from '../fits/header.js';
import type { Image } from '../image.js';

const perMagnitude = 0.4 * Math.LN10;

/** A frame whose pixels are proportional to light. */
export interface LinearFrame {
  readonly header: Header;
  readonly image: Image;
  /** What was done, in a sentence; absent where the pixels were linear as they came. */
  readonly done?: string;
}

/**
 * A frame with linear pixels. Those of a Pan-STARRS sky cell are asinh magnitudes: with x = 0.4 ln(10) v the flux is
 * (BOFFSET + BSOFTEN (e^x - e^-x)) / EXPTIME, counts a second (Waters et al. 2020, ApJS 251, 4). The header's PC00i00j
 * become PCi_j and its frame FK5, as its astrometry is 2MASS's; BSOFTEN and BOFFSET go, so that nobody does it twice, and
 * HISTORY tells of it. A frame without both of them is left as it is.
 */
export function linearCounts(header: Header, image: Image): LinearFrame {
  const [soften, offset] = [header.number('BSOFTEN'), header.number('BOFFSET')];
  if (soften === undefined || offset === undefined) return { header, image };
  const said = header.number('EXPTIME');
  const exposureS = said !== undefined && said > 0 ? said : undefined;
  const data = Float32Array.from(image.data, (value) => {
    const x = value * perMagnitude;
    return (offset + soften * (Math.exp(x) - Math.exp(-x))) / (exposureS ?? 1);
  });
  const unit = exposureS === undefined ? 'adu' : 'adu/s';
  const done = `asinh pixels made linear, in ${unit} (BSOFTEN ${soften}, BOFFSET ${offset})`;
  const renamed = header
    .without('PC001001', 'PC001002', 'PC002001', 'PC002002', 'BSOFTEN', 'BOFFSET')
    .with({ keyword: 'RADESYS', value: 'FK5' }, { keyword: 'BUNIT', value: unit }, ...rotation(header), {
      keyword: 'HISTORY',
      comment: done,
    });
  return { header: renamed, image: { ...image, data }, done };
}

const rotation = (header: Header) =>
  header.cards.flatMap(({ keyword, value }) => {
    const [, i, j] = /^PC00([12])00([12])$/.exec(keyword) ?? [];
    return i === undefined || value === undefined ? [] : [{ keyword: `PC${i}_${j}`, value }];
  });
