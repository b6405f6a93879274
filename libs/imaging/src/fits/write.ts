import type { Image, PixelArray } from '../image.js';
import type { Card } from './card.js';
import { withSums } from './checksum.js';
import { encodePixels, type Storage } from './encode-pixels.js';
import { blockBytes, Header, writeHeader } from './header.js';
import { naming, structural } from './structure.js';
import { packTable, type ColumnToWrite } from './table/pack.js';

/** One HDU to write. The cards of `header` keep their order; those that say how the bytes lie are made anew. */
export type HduToWrite = ImageToWrite | TableToWrite;

/** Pixels with the lengths of their axes, or a header alone when there are none. */
export interface ImageToWrite {
  readonly header: Header;
  readonly axes?: readonly number[];
  readonly data?: PixelArray;
  /** How to store the pixels; without it their type decides and nothing is lost. */
  readonly storage?: Storage;
}

/** A binary table; its EXTNAME is in `header`. */
export interface TableToWrite {
  readonly header: Header;
  readonly columns: readonly ColumnToWrite[];
}

/**
 * Writes a file of several HDUs. A table that comes first gets an empty primary HDU before it.
 * @param sums whether every HDU carries DATASUM and CHECKSUM, for which {@link checkSums} and `fitsverify` look.
 * @throws RangeError when axes and pixels do not fit together, or a number cannot be stored as it is asked for.
 */
export const writeFits = (hdus: readonly HduToWrite[], { sums = true }: { readonly sums?: boolean } = {}): Buffer =>
  Buffer.concat(fitsParts(hdus, sums));

function fitsParts(hdus: readonly HduToWrite[], sums: boolean): Buffer[] {
  const [first] = hdus;
  const whole = first === undefined || 'columns' in first ? [{ header: new Header() }, ...hdus] : hdus;
  return whole.flatMap((hdu, i) => {
    const { cards, bytes } = 'columns' in hdu ? tableHdu(hdu) : imageHdu(hdu, i === 0);
    if (!sums) return [writeHeader(cards), bytes, blank(bytes.length)];
    const data = filled(bytes);
    return [withSums(new Header(cards), data), data];
  });
}

/** Writes one image as a primary HDU. The pixel type decides BITPIX; unsigned 16 bit is stored with BZERO 32768. */
export const writeImage = (header: Header, image: Image, storage?: Storage): Buffer =>
  Buffer.concat(imageParts(header, image, storage));

/** The same bytes in parts, one after the other: what goes into a file need not be copied into one piece before. */
export function imageParts(header: Header, { widthPx, heightPx, data }: Image, storage?: Storage): Buffer[] {
  const own = new Header(header.cards.filter((card) => !naming.test(card.keyword)));
  const image = { header: own, axes: [widthPx, heightPx], data, ...(storage === undefined ? {} : { storage }) };
  return fitsParts([image], false);
}

/** Writes one binary table after an empty primary HDU: an `.xyls` for solve-field, a catalogue for SCAMP. */
export function writeTable(columns: readonly ColumnToWrite[], extensionName = 'TABLE'): Buffer {
  return writeFits([{ header: new Header([{ keyword: 'EXTNAME', value: extensionName }]), columns }], { sums: false });
}

interface Written {
  readonly cards: readonly Card[];
  readonly bytes: Buffer;
}

function imageHdu({ header, axes = [], data, storage }: ImageToWrite, primary: boolean): Written {
  const pixels = axes.length === 0 ? 0 : axes.reduce((product, axis) => product * axis, 1);
  if ((data?.length ?? 0) !== pixels)
    throw new RangeError(`${data?.length ?? 0} pixels are not ${axes.join(' x ') || 'none'}`);
  const encoded = encodePixels(data ?? new Uint8Array(), storage);
  const { bitpix, bzero = 0, bscale = 1, blank } = encoded.storage;
  const structure: Card[] = [
    primary
      ? { keyword: 'SIMPLE', value: true, comment: 'conforms to FITS 4.0' }
      : { keyword: 'XTENSION', value: 'IMAGE', comment: 'image extension' },
    { keyword: 'BITPIX', value: bitpix, comment: 'bits per pixel' },
    { keyword: 'NAXIS', value: axes.length },
    ...axes.map((value, i) => ({ keyword: `NAXIS${i + 1}`, value, ...axisComment(i) })),
    ...(primary
      ? [{ keyword: 'EXTEND', value: true }]
      : [
          { keyword: 'PCOUNT', value: 0 },
          { keyword: 'GCOUNT', value: 1 },
        ]),
    ...(bzero === 0 && bscale === 1
      ? []
      : [
          { keyword: 'BZERO', value: bzero },
          { keyword: 'BSCALE', value: bscale },
        ]),
    ...(blank === undefined || bitpix < 0 ? [] : [{ keyword: 'BLANK', value: blank }]),
  ];
  return { cards: [...commented(structure, header), ...free(header)], bytes: encoded.bytes };
}

const axisComment = (i: number): { comment?: string } =>
  i === 0 ? { comment: '[px] width' } : i === 1 ? { comment: '[px] height' } : {};

function tableHdu({ header, columns }: TableToWrite): Written {
  const { cards, bytes } = packTable(columns);
  const columnCard = /^T(?:TYPE|FORM|UNIT|NULL|SCAL|ZERO|DISP|DIM|BCOL)\d+$/;
  const rest = free(header).filter(({ keyword }) => !columnCard.test(keyword));
  return { cards: [...commented(cards, header), ...rest], bytes };
}

/** The comments that the header had on the cards that are made anew. */
const commented = (structure: readonly Card[], header: Header): Card[] =>
  structure.map((card) => {
    const comment = header.cards.find(({ keyword }) => keyword === card.keyword)?.comment;
    return comment === undefined ? card : { ...card, comment };
  });

const free = (header: Header): Card[] => header.cards.filter((card) => !structural.test(card.keyword));

/** Whole blocks, as data are stored. */
export const filled = (bytes: Buffer, fill = 0): Buffer =>
  bytes.length % blockBytes === 0 ? bytes : Buffer.concat([bytes, blank(bytes.length, fill)]);

/** What is between so many bytes and the end of their last block. */
const blank = (length: number, fill = 0): Buffer =>
  Buffer.alloc((blockBytes - (length % blockBytes)) % blockBytes, fill);
