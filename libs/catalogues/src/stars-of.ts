import type { AnswerTable } from './answer/read-table.js';
import { columnAt, type AnswerColumn, type Row } from './answer/row-reader.js';
import type { Catalogue, CatalogueBand, QualityCut } from './catalogue.js';
import { withConversions } from './conversion.js';
import type { Filter } from './filter.js';
import type { CatalogueMagnitude, CatalogueStar } from './star.js';

const number = (text: string | undefined): number => (text === undefined || text === '' ? NaN : Number(text));

/**
 * The stars of an answer: quality cuts applied, errors of fluxes made errors of magnitudes, converted bands added. Rows without a
 * position or without any magnitude are left out.
 * @throws AnswerFault `no_such_column` when position or every band is missing
 */
export function starsOf(table: AnswerTable, catalogue: Catalogue): CatalogueStar[] {
  const { columns, rows } = table;
  const [ra, dec] = [columnAt(columns, catalogue.ra), columnAt(columns, catalogue.dec)];
  const id = catalogue.id === undefined ? undefined : placeOf(columns, catalogue.id);
  const bands = catalogue.bands.flatMap((band) => bandReader(columns, band));
  // a table that has none of the bands is not the catalogue it should be
  if (bands.length === 0) columnAt(columns, catalogue.bands[0]?.column ?? '');
  const passes = catalogue.cuts.map((cut) => cutReader(columns, cut));
  return rows.flatMap((row) => {
    const [raDeg, decDeg] = [number(row[ra]), number(row[dec])];
    if (!(raDeg >= 0 && raDeg <= 360 && Math.abs(decDeg) <= 90) || !passes.every((pass) => pass(row))) return [];
    const mags: Partial<Record<Filter, CatalogueMagnitude>> = {};
    for (const { filter, read } of bands) {
      const found = read(row);
      if (Number.isFinite(found.mag)) mags[filter] = found;
    }
    if (Object.keys(mags).length === 0) return [];
    const star = { raDeg: raDeg % 360, decDeg, mags, ...(id === undefined ? {} : { id: row[id] ?? '' }) };
    return [withConversions(star, catalogue.conversions)];
  });
}

const placeOf = (columns: readonly AnswerColumn[], name: string): number | undefined => {
  const at = columns.findIndex((column) => column.name === name);
  return at < 0 ? undefined : at;
};

function bandReader(columns: readonly AnswerColumn[], band: CatalogueBand) {
  const at = placeOf(columns, band.column);
  if (at === undefined) return [];
  const { error, addMag = 0, filter } = band;
  const errorOf = errorReader(columns, error);
  const read = (row: Row): CatalogueMagnitude => ({ mag: number(row[at]) + addMag, errorMag: errorOf(row) });
  return [{ filter, read }];
}

function errorReader(columns: readonly AnswerColumn[], error: CatalogueBand['error']): (row: Row) => number {
  if (error === undefined) return () => NaN;
  if (typeof error === 'string') {
    const at = placeOf(columns, error);
    return (row) => (at === undefined ? NaN : number(row[at]));
  }
  const [flux, fluxError] = [placeOf(columns, error.flux), placeOf(columns, error.fluxError)];
  if (flux === undefined || fluxError === undefined) return () => NaN;
  return (row) => ((2.5 / Math.LN10) * number(row[fluxError])) / Math.abs(number(row[flux]));
}

function cutReader(columns: readonly AnswerColumn[], { column, oneOf, atMost }: QualityCut): (row: Row) => boolean {
  const at = placeOf(columns, column);
  return (row) => {
    const text = at === undefined ? '' : (row[at] ?? '');
    if (text === '') return true;
    if (oneOf && !oneOf.some((one) => String(one) === text || Number(text) === one)) return false;
    return atMost === undefined || !(Number(text) > atMost);
  };
}
