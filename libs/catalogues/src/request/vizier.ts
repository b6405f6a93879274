import { columnsOf, type Catalogue } from '../catalogue.js';
import type { Cone } from '../star.js';

/** A question for a server: a path and its parameters, below the server's base address. */
export interface SkyRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Given: a POST of these as a form. */
  readonly form?: Readonly<Record<string, string>>;
}

/** How VizieR is asked. */
export type Protocol = 'asu' | 'asu-tsv' | 'tap' | 'cone';

export interface ConeQuestion {
  readonly cone: Cone;
  /** Stars fainter than this in the catalogue's limit column are left out by the server. */
  readonly limitMag: number | null;
  readonly maxRows: number;
}

/** A table of VizieR, and what of it is wanted. */
export interface AskedTable extends Pick<Catalogue, 'table' | 'ra' | 'dec' | 'limitColumn'> {
  readonly columns: readonly string[];
}

/** The request for a catalogue's stars. VOTable by default, whose end shows that an answer is whole. */
export const catalogueRequest = (catalogue: Catalogue, question: ConeQuestion, protocol?: Protocol): SkyRequest =>
  tableRequest({ ...catalogue, columns: columnsOf(catalogue) }, question, protocol);

/** The request for rows of a table in a cone. */
export function tableRequest(asked: AskedTable, question: ConeQuestion, protocol: Protocol = 'asu'): SkyRequest {
  switch (protocol) {
    case 'asu':
      return { path: '/viz-bin/votable', query: asuQuery(asked, question) };
    case 'asu-tsv':
      return { path: '/viz-bin/asu-tsv', query: asuQuery(asked, question) };
    case 'tap':
      return { path: '/TAPVizieR/tap/sync', query: {}, form: tapForm(asked, question) };
    case 'cone':
      return { path: `/viz-bin/conesearch/${asked.table}`, query: coneQuery(question.cone) };
  }
}

const signed = (value: number): string => (value < 0 ? String(value) : `+${value}`);

/** ASU (Astronomical Standardized URL) as VizieR documents it: decimal degrees, radius in degrees. */
function asuQuery(asked: AskedTable, { cone, limitMag, maxRows }: ConeQuestion): Record<string, string> {
  return {
    '-source': asked.table,
    '-c': `${cone.raDeg} ${signed(cone.decDeg)}`,
    '-c.eq': 'J2000',
    '-c.rd': String(cone.radiusDeg),
    '-out': asked.columns.join(','),
    '-out.max': String(maxRows),
    '-out.form': 'VOTable',
    ...(limitMag === null ? {} : { [asked.limitColumn]: `<${limitMag}` }),
  };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function tapForm(asked: AskedTable, { cone, limitMag, maxRows }: ConeQuestion): Record<string, string> {
  const circle = `CIRCLE('ICRS', ${cone.raDeg}, ${cone.decDeg}, ${cone.radiusDeg})`;
  const where = `1 = CONTAINS(POINT('ICRS', ${quoted(asked.ra)}, ${quoted(asked.dec)}), ${circle})`;
  const limit = limitMag === null ? '' : ` AND ${quoted(asked.limitColumn)} < ${limitMag}`;
  const columns = asked.columns.map(quoted).join(', ');
  return {
    ...{ REQUEST: 'doQuery', LANG: 'ADQL', FORMAT: 'votable/td', MAXREC: String(maxRows) },
    QUERY: `SELECT TOP ${maxRows} ${columns} FROM ${quoted(asked.table)} WHERE ${where}${limit}`,
  };
}

/** Simple Cone Search 1.03. It knows no limit and no columns: VERB 3 asks for all. */
const coneQuery = ({ raDeg, decDeg, radiusDeg }: Cone): Record<string, string> => ({
  ...{ RA: String(raDeg), DEC: String(decDeg), SR: String(radiusDeg), VERB: '3' },
});
