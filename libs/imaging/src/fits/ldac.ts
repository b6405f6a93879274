import { FitsError } from './error.js';
import { Header, parseHeaderText, writeHeader } from './header.js';
import { readFits } from './read.js';
import type { Table } from './table.js';
import { writeFits, type HduToWrite } from './write.js';
import type { ColumnToWrite } from './table/pack.js';

/** The catalogue of one image as SExtractor, SCAMP and PSFEx exchange it: the image's header beside its objects. */
export interface LdacCatalogue {
  /** Without a header for a catalogue that is of no image (a reference catalogue). */
  readonly imageHeader: Header;
  readonly objects: Table;
}

const [headTable, objectTable, headColumn] = ['LDAC_IMHEAD', 'LDAC_OBJECTS', 'Field Header Card'];

/** Reads FITS_LDAC: pairs of LDAC_IMHEAD and LDAC_OBJECTS, one for each image. @throws FitsError `bad_table` without any. */
export function readLdac(buffer: Buffer): LdacCatalogue[] {
  const catalogues: LdacCatalogue[] = [];
  let imageHeader = new Header();
  for (const hdu of readFits(buffer).hdus) {
    if (hdu.kind !== 'table') continue;
    const name = hdu.header.text('EXTNAME');
    if (name === headTable) imageHeader = cardsOf(hdu.table);
    if (name === objectTable) catalogues.push({ imageHeader, objects: hdu.table });
  }
  if (catalogues.length > 0) return catalogues;
  throw new FitsError('bad_table', `the file holds no ${objectTable}: it is no LDAC catalogue`);
}

/** The one cell of LDAC_IMHEAD is a header, card after card. */
function cardsOf(table: Table): Header {
  const text = table.has(headColumn) ? (table.texts(headColumn)[0] ?? '') : '';
  return parseHeaderText(text.match(/[^]{1,80}/g)?.join('\n') ?? '');
}

/** Writes FITS_LDAC, which SCAMP reads: the header carries the rough WCS, the columns the positions and fluxes. */
export function writeLdac(
  catalogues: readonly { readonly imageHeader: Header; readonly columns: readonly ColumnToWrite[] }[],
): Buffer {
  return writeFits(
    catalogues.flatMap(({ imageHeader, columns }): HduToWrite[] => {
      const text = writeHeader(imageHeader.cards).toString('latin1');
      const cards = { name: headColumn, values: [text], axes: [80, text.length / 80] };
      return [
        { header: extension(headTable), columns: [cards] },
        { header: extension(objectTable), columns },
      ];
    }),
    { sums: false },
  );
}

const extension = (value: string): Header => new Header([{ keyword: 'EXTNAME', value }]);
