import { AnswerFault } from './answer/answer-fault.js';
import { columnAt, type AnswerColumn } from './answer/row-reader.js';
import { FILTERS, isFilter, type Filter } from './filter.js';

/** Which column of a file is what; what is left out is guessed. */
export interface ColumnMap {
  readonly ra?: string;
  readonly dec?: string;
  readonly id?: string;
  /** By filter: the column of its magnitude, and of its error where there is one. */
  readonly bands?: readonly { readonly filter: Filter; readonly mag: string; readonly error?: string }[];
}

/** A map whose columns are all in the file. */
export interface ColumnPlan {
  readonly ra: number;
  readonly dec: number;
  readonly id: number | undefined;
  readonly bands: readonly { readonly filter: Filter; readonly mag: number; readonly error: number | undefined }[];
}

const RA = ['ra_icrs', 'raicrs', 'raj2000', '_raj2000', 'radeg', 'ra_deg', 'ra', 'alpha_j2000', 'x_world'];
const DEC = ['de_icrs', 'deicrs', 'dej2000', '_dej2000', 'decdeg', 'dec_deg', 'dec', 'de', 'delta_j2000', 'y_world'];
const ID = ['id', 'source', 'source_id', 'objid', 'name', 'number', 'objectid'];

const firstOf = (columns: readonly AnswerColumn[], names: readonly string[]): number | undefined => {
  for (const name of names) {
    const at = columns.findIndex((column) => column.name.toLowerCase() === name);
    if (at >= 0) return at;
  }
  return undefined;
};

const byUcd = (columns: readonly AnswerColumn[], ucd: RegExp): number | undefined => {
  const at = columns.findIndex((column) => ucd.test(column.ucd ?? ''));
  return at < 0 ? undefined : at;
};

/**
 * Finds position and bands in a file's columns: by the map where it speaks, else by UCD, else by the names that catalogues use
 * (`RAJ2000`, `ra`, `gmag`, `g_mag`, `e_gmag`, `g_err`).
 * @throws AnswerFault `no_such_column` with what to say instead
 */
export function planColumns(columns: readonly AnswerColumn[], map: ColumnMap = {}): ColumnPlan {
  const ra =
    map.ra === undefined
      ? (byUcd(columns, /^pos\.eq\.ra(;meta\.main)?$/) ?? firstOf(columns, RA))
      : columnAt(columns, map.ra);
  const dec =
    map.dec === undefined
      ? (byUcd(columns, /^pos\.eq\.dec(;meta\.main)?$/) ?? firstOf(columns, DEC))
      : columnAt(columns, map.dec);
  if (ra === undefined || dec === undefined)
    throw missing(columns, 'right ascension and declination', '--ra NAME --dec NAME');
  const bands = map.bands?.map(({ filter, mag, error }) => ({
    ...{ filter, mag: columnAt(columns, mag) },
    error: error === undefined ? undefined : columnAt(columns, error),
  }));
  const found = bands ?? guessBands(columns);
  if (found.length === 0) throw missing(columns, 'a magnitude', '--band FILTER=COLUMN or --band FILTER=COLUMN,ERROR');
  const id = map.id === undefined ? firstOf(columns, ID) : columnAt(columns, map.id);
  return { ra, dec, id, bands: found };
}

const missing = (columns: readonly AnswerColumn[], what: string, how: string): AnswerFault => {
  const there = columns.slice(0, 60).map(({ name }) => name);
  return new AnswerFault(
    'no_such_column',
    `no column is known as ${what}; name it with ${how}. There are: ${there.join(', ')}`,
  );
};

function guessBands(columns: readonly AnswerColumn[]): ColumnPlan['bands'] {
  return FILTERS.flatMap((filter) => {
    const named = (...names: string[]): number | undefined => {
      // g and G, r and R, differ by case alone
      const at = columns.findIndex(({ name }) => names.includes(name));
      return at < 0 ? undefined : at;
    };
    const mag = named(
      `${filter}mag`,
      `${filter}_mag`,
      `mag_${filter}`,
      `MAG_${filter}`,
      `${filter}PSF`,
      filter,
      ...(filter === 'VT' ? ['VTmag', 'MAG_VT'] : []),
    );
    if (mag === undefined) return [];
    const error = named(
      `e_${filter}mag`,
      `${filter}_err`,
      `${filter}err`,
      `e_${filter}`,
      `err_${filter}`,
      `${filter}_mag_err`,
      `${filter}magerr`,
    );
    return [{ filter, mag, error }];
  });
}

/** One `--band` as it is typed: `V=Vmag` or `V=Vmag,e_Vmag`. @returns undefined when it is none */
export function bandOption(text: string): NonNullable<ColumnMap['bands']>[number] | undefined {
  const [, filter = '', mag = '', error] = /^(\w+)=([^,]+)(?:,(.+))?$/.exec(text) ?? [];
  return isFilter(filter) && mag !== '' ? { filter, mag, ...(error === undefined ? {} : { error }) } : undefined;
}
