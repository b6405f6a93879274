import {
  AnswerFault,
  CsvReader,
  planColumns,
  READ_LIMITS,
  VotableReader,
  type ColumnMap,
  type ColumnPlan,
  type Filter,
  type Row,
  type RowReader,
} from '@nightjar/catalogues';
import { firstTable, readFits, type Table } from '@nightjar/imaging';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { StarRow } from './copy-text.js';

/** A file of stars, opened far enough to know its columns. Its rows come in batches and can be read once. */
export interface CatalogueFile {
  readonly filters: readonly Filter[];
  readonly format: 'CSV' | 'VOTable' | 'FITS';
  readonly batches: AsyncIterable<readonly StarRow[]>;
  /** Rows without a position, so far. */
  readonly skipped: () => number;
}

const LIMITS = { ...READ_LIMITS, maxRows: 2_000_000_000 };
const BATCH = 10_000;
/** A Buffer holds no more; a binary table is read in one piece. */
const LARGEST_FITS = 2 ** 31 - 1;

/**
 * Opens a CSV, a VOTable (TABLEDATA, BINARY or BINARY2) or a FITS binary table, also gzipped; what it is is seen in its first bytes. Text is read as
 * a stream, whatever its size.
 * @throws AnswerFault when it is none of these, or its columns are not known
 */
export async function openCatalogueFile(path: string, map: ColumnMap = {}): Promise<CatalogueFile> {
  const head = await firstBytes(path);
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  const text = (zipped ? await firstUnzipped(path) : head).toString('latin1');
  if (text.startsWith('SIMPLE  =')) return openFits(path, zipped, map);
  const format = text
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .startsWith('<')
    ? 'VOTable'
    : 'CSV';
  const reader = format === 'VOTable' ? new VotableReader(LIMITS) : new CsvReader(LIMITS);
  const rows = rowsOf(path, zipped, reader);
  const first = await rows.next();
  const plan = await orClose(rows, () => planColumns(reader.columns, map));
  const skipped = { rows: 0 };
  async function* batches(): AsyncGenerator<StarRow[]> {
    let number = 0;
    try {
      for (let next = first; !next.done; next = await rows.next()) {
        const stars = next.value.flatMap((row) => starOfRow(row, plan, ++number, skipped));
        if (stars.length > 0) yield stars;
      }
    } finally {
      await rows.return(undefined);
    }
  }
  return { format, filters: plan.bands.map(({ filter }) => filter), batches: batches(), skipped: () => skipped.rows };
}

/** Leaves no file open behind a fault. */
async function orClose<T>(rows: AsyncGenerator<unknown>, work: () => T): Promise<T> {
  try {
    return work();
  } catch (fault) {
    await rows.return(undefined);
    throw fault;
  }
}

/** The first batch comes when the columns are known, be it empty. */
async function* rowsOf(path: string, zipped: boolean, reader: RowReader): AsyncGenerator<Row[]> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const stream = zipped ? file.pipe(createGunzip()) : file;
  file.on('error', (fault) => stream.destroy(fault));
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream) {
      const rows = reader.push(decoder.decode(chunk as Buffer, { stream: true }));
      if (rows.length > 0) yield rows;
    }
    yield [...reader.push(decoder.decode()), ...reader.end()];
  } finally {
    file.destroy();
  }
}

const number = (text: string | undefined): number => (text === undefined || text === '' ? NaN : Number(text));

function starOfRow(row: Row, plan: ColumnPlan, line: number, skipped: { rows: number }): StarRow[] {
  const [ra, dec] = [row[plan.ra] ?? '', row[plan.dec] ?? ''];
  return placed(
    { raDeg: number(ra), decDeg: number(dec), isEmpty: ra === '' || dec === '', shown: `${ra} ${dec}` },
    () => ({
      id: plan.id === undefined ? undefined : row[plan.id],
      mags: plan.bands.map(({ mag }) => number(row[mag])),
      errors: plan.bands.map(({ error }) => (error === undefined ? NaN : number(row[error]))),
    }),
    line,
    skipped,
  );
}

function placed(
  { raDeg, decDeg, isEmpty, shown }: { raDeg: number; decDeg: number; isEmpty: boolean; shown: string },
  rest: () => Pick<StarRow, 'id' | 'mags' | 'errors'>,
  line: number,
  skipped: { rows: number },
): StarRow[] {
  if (isEmpty) {
    skipped.rows++;
    return [];
  }
  if (!(raDeg >= 0 && raDeg <= 360 && Math.abs(decDeg) <= 90))
    throw new AnswerFault('not_understood', `row ${line} has no position in degrees: ${shown.slice(0, 60)}`);
  return [{ raDeg: raDeg % 360, decDeg, ...rest() }];
}

async function openFits(path: string, zipped: boolean, map: ColumnMap): Promise<CatalogueFile> {
  const { size } = await stat(path);
  if (size > LARGEST_FITS) throw new AnswerFault('too_large', `${path} is larger than 2 GiB: load it as CSV`);
  const file = await readFile(path);
  const table = firstTable(readFits(zipped ? gunzipSync(file, { maxOutputLength: LARGEST_FITS }) : file));
  const names = table.columnNames;
  const plan = planColumns(
    names.map((name) => ({ name })),
    map,
  );
  const skipped = { rows: 0 };
  return {
    ...{ format: 'FITS', filters: plan.bands.map(({ filter }) => filter), skipped: () => skipped.rows },
    batches: fitsBatches(table, names, plan, skipped),
  };
}

async function* fitsBatches(
  table: Table,
  names: readonly string[],
  plan: ColumnPlan,
  skipped: { rows: number },
): AsyncGenerator<StarRow[]> {
  const column = (at: number): Float64Array => table.numbers(names[at] ?? '');
  const [ra, dec] = [column(plan.ra), column(plan.dec)];
  const ids = plan.id === undefined ? undefined : identifiers(table, names[plan.id] ?? '');
  const mags = plan.bands.map(({ mag }) => column(mag));
  const errors = plan.bands.map(({ error }) => (error === undefined ? undefined : column(error)));
  for (let start = 0; start < table.rows; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, table.rows - start) }, (_, k) => start + k);
    yield batch.flatMap((i) => {
      const [raDeg = NaN, decDeg = NaN] = [ra[i], dec[i]];
      const rest = () => ({
        id: ids?.(i),
        mags: mags.map((band) => band[i] ?? NaN),
        errors: errors.map((band) => band?.[i] ?? NaN),
      });
      const isEmpty = Number.isNaN(raDeg) || Number.isNaN(decDeg);
      return placed({ raDeg, decDeg, isEmpty, shown: `${raDeg} ${decDeg}` }, rest, i + 1, skipped);
    });
  }
}

/** Identifiers are text or whole numbers. */
function identifiers(table: Table, name: string): (row: number) => string | undefined {
  try {
    const numbers = table.numbers(name);
    return (row) => String(numbers[row]);
  } catch {
    const texts = table.texts(name);
    return (row) => texts[row];
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function firstUnzipped(path: string): Promise<Buffer> {
  const file = createReadStream(path);
  try {
    for await (const chunk of file.pipe(createGunzip())) return chunk as Buffer;
    return Buffer.alloc(0);
  } finally {
    file.destroy();
  }
}
