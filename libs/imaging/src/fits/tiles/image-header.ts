import type { Card } from '../card.js';
import { Header } from '../header.js';
import { axesOf, bitpixOf, countOf } from '../structure.js';

/** Cards that say how the tiles are packed and lie in their table; the image's own header has none of them. */
const packing =
  /^(XTENSION|SIMPLE|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|TFIELDS|THEAP|EXTEND|CHECKSUM|DATASUM|T(TYPE|FORM|UNIT|NULL|SCAL|ZERO|DISP|DIM)\d+|ZIMAGE|ZTENSION|ZSIMPLE|ZEXTEND|ZBLOCKED|ZCMPTYPE|ZBITPIX|ZNAXIS\d*|ZTILE\d+|ZNAME\d+|ZVAL\d+|ZQUANTIZ|ZDITHER0|ZSCALE|ZZERO|ZBLANK|ZMASKCMP|ZPCOUNT|ZGCOUNT|ZHECKSUM|ZDATASUM)$/;

/** The header of the image behind the tiles (FITS 10.1.2). @throws FitsError `bad_header` when it tells no sizes. */
export function imageHeader(header: Header): Header {
  const axes = axesOf(header, 'Z');
  const commentOf = (keyword: string): { comment?: string } => {
    const comment = header.cards.find((card) => card.keyword === keyword)?.comment;
    return comment === undefined ? {} : { comment };
  };
  const structure: Card[] = [
    { keyword: 'XTENSION', value: 'IMAGE', comment: 'image, tile-compressed in the file' },
    { keyword: 'BITPIX', value: bitpixOf(header, 'ZBITPIX'), ...commentOf('ZBITPIX') },
    { keyword: 'NAXIS', value: axes.length, ...commentOf('ZNAXIS') },
    ...axes.map((value, i) => ({ keyword: `NAXIS${i + 1}`, value, ...commentOf(`ZNAXIS${i + 1}`) })),
    { keyword: 'PCOUNT', value: countOf(header, 'ZPCOUNT', 0) },
    { keyword: 'GCOUNT', value: countOf(header, 'ZGCOUNT', 1) },
  ];
  const own = header.cards.filter(
    ({ keyword, value }) => !packing.test(keyword) && !(keyword === 'EXTNAME' && value === 'COMPRESSED_IMAGE'),
  );
  return new Header([...structure, ...own]);
}
