import { AnswerFault } from '../answer/answer-fault.js';
import { readVotable } from '../answer/read-table.js';
import { columnAt } from '../answer/row-reader.js';
import type { Cone } from '../star.js';
import type { SkyRequest } from './vizier.js';

/** Where a name is on the sky, ICRS. */
export interface ResolvedName {
  readonly name: string;
  readonly raDeg: number;
  readonly decDeg: number;
  /** Who knows it. */
  readonly by: string;
}

/** CDS Sesame: SIMBAD first, then NED, then VizieR. */
export const sesameRequest = (name: string): SkyRequest => ({
  path: `/cgi-bin/nph-sesame/-ox/SNV`,
  query: { [name]: '' },
});

const element = (text: string, name: string): string | undefined =>
  new RegExp(`<${name}>\\s*([^<]{1,200}?)\\s*</${name}>`).exec(text)?.[1];

/** Reads Sesame's XML. @returns null when nobody knows the name @throws AnswerFault when it is no answer of Sesame */
export function readSesame(text: string, name: string): ResolvedName | null {
  if (!/<Sesame[\s>]/.test(text)) throw new AnswerFault('not_understood', 'the answer is not Sesame’s');
  if (!/<\/Sesame>/.test(text)) throw new AnswerFault('cut_off', 'the answer of Sesame ends too early');
  const resolver = /<Resolver\s+name="([^"]{1,80})">([\s\S]*?)<\/Resolver>/g;
  for (const [, by = '', body = ''] of text.matchAll(resolver)) {
    const place = placed(element(body, 'jradeg'), element(body, 'jdedeg'));
    if (place) return { name, ...place, by: `Sesame, ${by.replace(/^[A-Z]=/, '')}` };
  }
  return null;
}

function placed(ra: string | undefined, dec: string | undefined): { raDeg: number; decDeg: number } | undefined {
  const [raDeg, decDeg] = [Number(ra ?? NaN), Number(dec ?? NaN)];
  return raDeg >= 0 && raDeg <= 360 && Math.abs(decDeg) <= 90 ? { raDeg, decDeg } : undefined;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** SIMBAD by TAP, for a site that may not ask Sesame. */
export const simbadRequest = (name: string): SkyRequest => ({
  path: '/simbad/sim-tap/sync',
  query: {},
  form: {
    ...{ REQUEST: 'doQuery', LANG: 'ADQL', FORMAT: 'votable/td' },
    QUERY: `SELECT TOP 1 ra, dec FROM basic JOIN ident ON oidref = oid WHERE id = ${literal(name)}`,
  },
});

/** @throws AnswerFault */
export function readSimbad(text: string, name: string): ResolvedName | null {
  const { columns, rows } = readVotable(text);
  const [row] = rows;
  const place = row && placed(row[columnAt(columns, 'ra')], row[columnAt(columns, 'dec')]);
  return place ? { name, ...place, by: 'SIMBAD' } : null;
}

/** The Transient Name Server; it asks for a key and for a marker that tells who asks. */
export const tnsRequest = (name: string, key: string): SkyRequest => ({
  path: '/api/get/object',
  query: {},
  form: { api_key: key, data: JSON.stringify({ objname: name.replace(/^(SN|AT)\s*/i, '') }) },
});

/** @throws AnswerFault */
export function readTns(text: string, name: string): ResolvedName | null {
  let answer: { data?: { reply?: Record<string, unknown> } & Record<string, unknown> };
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch {
    throw new AnswerFault('not_understood', 'the answer of the Transient Name Server is no JSON');
  }
  const reply = answer.data?.reply ?? answer.data ?? {};
  const place = placed(String(reply['radeg'] ?? ''), String(reply['decdeg'] ?? ''));
  return place ? { name, ...place, by: 'Transient Name Server' } : null;
}

/** A body of the solar system in a cone at a moment. */
export interface SolarSystemBody {
  readonly name: string;
  readonly kind: string;
  readonly raDeg: number;
  readonly decDeg: number;
  readonly mag: number;
}

/** SkyBoT of IMCCE: what of the solar system is in a cone at an epoch. @param jd UTC */
export const skybotRequest = ({ raDeg, decDeg, radiusDeg }: Cone, jd: number, observer = '500'): SkyRequest => ({
  path: '/webservices/skybot/skybotconesearch_query.php',
  query: {
    ...{ '-ra': String(raDeg), '-dec': String(decDeg), '-rd': String(radiusDeg), '-ep': String(jd) },
    ...{ '-mime': 'votable', '-output': 'object', '-loc': observer, '-filter': '120', '-from': 'Nightjar' },
  },
});

/** Reads SkyBoT's VOTable. @throws AnswerFault */
export function readSkybot(text: string): SolarSystemBody[] {
  const { columns, rows } = readVotable(text);
  if (rows.length === 0) return [];
  const at = (...names: string[]): number =>
    columnAt(columns, names.find((n) => columns.some((c) => c.name === n)) ?? names[0] ?? '');
  const [name, kind, mag] = [at('name', 'Name'), at('class', 'Class'), at('magV', 'Mv', 'VMag')];
  const [ra, dec] = [at('_raj2000', 'ra', 'RA'), at('_decj2000', 'de', 'DEC')];
  return rows.flatMap((row) => {
    const place = placed(row[ra], row[dec]);
    return place ? [{ name: row[name] ?? '', kind: row[kind] ?? '', ...place, mag: Number(row[mag] || NaN) }] : [];
  });
}
