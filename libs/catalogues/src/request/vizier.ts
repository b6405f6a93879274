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

/** The request for a catalogue's stars. VOTable by default, whose end shows that an answer is whole. */
export function catalogueRequest(catalogue: Catalogue, question: ConeQuestion, protocol: Protocol = 'asu'): SkyRequest {
  switch (protocol) {
    case 'asu':
      return { path: '/viz-bin/votable', query: asuQuery(catalogue, question) };
    case 'asu-tsv':
      return { path: '/viz-bin/asu-tsv', query: asuQuery(catalogue, question) };
    case 'tap':
      return { path: '/TAPVizieR/tap/sync', query: {}, form: tapForm(catalogue, question) };
    case 'cone':
      return { path: `/viz-bin/conesearch/${catalogue.table}`, query: coneQuery(question.cone) };
  }
}

const signed = (value: number): string => (value < 0 ? String(value) : `+${value}`);

/** ASU (Astronomical Standardized URL) as VizieR documents it: decimal degrees, radius in degrees. */
function asuQuery(catalogue: Catalogue, { cone, limitMag, maxRows }: ConeQuestion): Record<string, string> {
  return {
    '-source': catalogue.table,
    '-c': `${cone.raDeg} ${signed(cone.decDeg)}`,
    '-c.eq': 'J2000',
    '-c.rd': String(cone.radiusDeg),
    '-out': columnsOf(catalogue).join(','),
    '-out.max': String(maxRows),
    '-out.form': 'VOTable',
    ...(limitMag === null ? {} : { [catalogue.limitColumn]: `<${limitMag}` }),
  };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function tapForm(catalogue: Catalogue, { cone, limitMag, maxRows }: ConeQuestion): Record<string, string> {
  const circle = `CIRCLE('ICRS', ${cone.raDeg}, ${cone.decDeg}, ${cone.radiusDeg})`;
  const where = `1 = CONTAINS(POINT('ICRS', ${quoted(catalogue.ra)}, ${quoted(catalogue.dec)}), ${circle})`;
  const limit = limitMag === null ? '' : ` AND ${quoted(catalogue.limitColumn)} < ${limitMag}`;
  const columns = columnsOf(catalogue).map(quoted).join(', ');
  return {
    ...{ REQUEST: 'doQuery', LANG: 'ADQL', FORMAT: 'votable/td', MAXREC: String(maxRows) },
    QUERY: `SELECT TOP ${maxRows} ${columns} FROM ${quoted(catalogue.table)} WHERE ${where}${limit}`,
  };
}

/** Simple Cone Search 1.03. It knows no limit and no columns: VERB 3 asks for all. */
const coneQuery = ({ raDeg, decDeg, radiusDeg }: Cone): Record<string, string> => ({
  ...{ RA: String(raDeg), DEC: String(decDeg), SR: String(radiusDeg), VERB: '3' },
});
