import type { Pixels } from '@nightjar/astro';
import { shiftedHeader } from '../edit/crop.js';
import type { Card } from '../fits/card.js';
import { Header, readHeader, writeHeader } from '../fits/header.js';
import { writeImage } from '../fits/write.js';
import type { Image, PixelPosition } from '../image.js';
import { cutout } from '../picture/cutout.js';

/** A plane of a cutout: the name becomes its EXTNAME. STDWeb's are IMAGE, TEMPLATE, DIFF, MASK, CONVOLVED, NOISE, FOOTPRINT, FILTERED. */
export interface CutoutPlane {
  readonly name: string;
  readonly image: Image;
}

export interface CandidateCutout {
  readonly at: PixelPosition;
  readonly halfSizePx: Pixels;
  /** Header of the frame; its world coordinates move along with the cut. */
  readonly header: Header;
  readonly planes: readonly CutoutPlane[];
  /** Further cards of the primary header: what is known of the candidate. */
  readonly cards?: readonly Card[];
}

/**
 * Cuts the same square from every plane and writes them as one FITS file with an image extension for each, after a
 * primary header that tells place and candidate. Off the frame is NaN; so is it in a mask, which is stored as 32-bit
 * reals with it.
 */
export function writeCandidateCutout({ at, halfSizePx, header, planes, cards = [] }: CandidateCutout): Buffer {
  const half = Math.round(halfSizePx);
  const moved = shiftedHeader(header, Math.round(at.xPx) - 1 - half, Math.round(at.yPx) - 1 - half);
  const primary = writeHeader([
    { keyword: 'SIMPLE', value: true, comment: 'conforms to FITS 4.0' },
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 0 },
    { keyword: 'EXTEND', value: true },
    { keyword: 'XPX', value: at.xPx, comment: '[px] candidate on the frame, first pixel = 1' },
    { keyword: 'YPX', value: at.yPx, comment: '[px] candidate on the frame, first pixel = 1' },
    ...cards,
  ]);
  return Buffer.concat([
    primary,
    ...planes.map(({ name, image }) => imageExtension(name, moved, cutout(image, at, half))),
  ]);
}

/** An image HDU made of what {@link writeImage} writes as a primary one. */
function imageExtension(name: string, header: Header, image: Image): Buffer {
  const whole = writeImage(header.without('EXTNAME'), image);
  const { header: own, dataOffset } = readHeader(whole, 0);
  const [axes, rest] = [/^(BITPIX|NAXIS\d*)$/, /^(SIMPLE|EXTEND|BITPIX|NAXIS\d*|PCOUNT|GCOUNT)$/];
  const cards = [
    { keyword: 'XTENSION', value: 'IMAGE' },
    ...own.cards.filter(({ keyword }) => axes.test(keyword)),
    { keyword: 'PCOUNT', value: 0 },
    { keyword: 'GCOUNT', value: 1 },
    { keyword: 'EXTNAME', value: name },
    ...own.cards.filter(({ keyword }) => !rest.test(keyword)),
  ];
  return Buffer.concat([writeHeader(cards), whole.subarray(dataOffset)]);
}
