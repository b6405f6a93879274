import { inCone, type Cell, type StarTable } from './star-table.js';

export type Tables = Readonly<Record<string, StarTable>>;

interface Selection {
  readonly columns: readonly string[];
  readonly rows: StarTable['rows'];
  readonly overflow: boolean;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const text = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell));

const unitOf = (column: string): string => (/^(RA|DE)/.test(column) ? 'deg' : /mag$/.test(column) ? 'mag' : '');

/** A VOTable 1.4 in TABLEDATA, as VizieR writes it. */
export function votable({ columns, rows, overflow }: Selection, table: string): string {
  const fields = columns.map(
    (name) => `<FIELD name="${escaped(name)}" datatype="double" unit="${unitOf(name)}" ucd=""/>`,
  );
  const cells = rows.map(
    (row) => `<TR>${columns.map((name) => `<TD>${escaped(text(row[name]))}</TD>`).join('')}</TR>\n`,
  );
  const info = overflow ? '<INFO name="QUERY_STATUS" value="OVERFLOW">truncated result</INFO>\n' : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results" name="${escaped(table)}">
${columns.length === 0 ? '' : `<TABLE name="${escaped(table)}">\n<DESCRIPTION>Stars with r > 0 &amp; a position</DESCRIPTION>\n${fields.join('\n')}\n<DATA><TABLEDATA>\n${cells.join('')}</TABLEDATA></DATA>\n</TABLE>\n`}${info}</RESOURCE>
</VOTABLE>
`;
}

export const votableError = (message: string): string => `<?xml version="1.0"?>
<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">${escaped(message)}</INFO></RESOURCE></VOTABLE>
`;

export function tsv({ columns, rows, overflow }: Selection, table: string): string {
  const dashes = columns.map((name) => '-'.repeat(Math.max(1, name.length)));
  const lines = [columns, columns.map(unitOf), dashes, ...rows.map((row) => columns.map((name) => text(row[name])))];
  return [
    ...['#', '#   VizieR Astronomical Server', `#Table\t${table}:`, ''],
    ...lines.map((cells) => cells.join('\t')),
    ...['', ...(overflow ? ['#INFO\tQUERY_STATUS=OVERFLOW\ttruncated result'] : []), '#END#', ''],
  ].join('\n');
}

const cut = (rows: StarTable['rows'], columns: readonly string[], most: number): Selection => ({
  ...{ columns: rows.length === 0 ? [] : columns, rows: rows.slice(0, most), overflow: rows.length > most },
});

/** The constraints of ASU on columns: `<20`, `>10`, `10..20`. */
function fits(value: Cell | undefined, constraint: string): boolean {
  if (value === null || value === undefined) return false;
  const [, low, high] = /^([\d.+-]+)\.\.([\d.+-]+)$/.exec(constraint) ?? [];
  if (low !== undefined && high !== undefined) return Number(value) >= Number(low) && Number(value) <= Number(high);
  const bound = Number(constraint.slice(1));
  return constraint.startsWith('<') ? Number(value) < bound : Number(value) > bound;
}

/** VizieR's ASU: -source, -c, -c.rd, -out, -out.max, and constraints by a column's name. */
export function asu(tables: Tables, query: URLSearchParams): Selection | undefined {
  const table = tables[query.get('-source') ?? ''];
  if (!table) return undefined;
  const [ra = NaN, dec = NaN] = (query.get('-c') ?? '').trim().split(/\s+/).map(Number);
  const constraints = [...query].filter(([name]) => !name.startsWith('-'));
  const rows = inCone(table, ra, dec, Number(query.get('-c.rd'))).filter((row) =>
    constraints.every(([name, constraint]) => fits(row[name], constraint)),
  );
  return cut(rows, (query.get('-out') ?? '').split(','), Number(query.get('-out.max') ?? 50));
}

/** As much of ADQL as a cone search wants. */
export function tap(tables: Tables, query: string): Selection | undefined {
  const [, top = '', columns = '', name = '', where = ''] =
    /^SELECT TOP (\d+) ([\s\S]+?) FROM "([^"]+)" WHERE ([\s\S]+)$/.exec(query) ?? [];
  const [, ra, dec, radius] = /CIRCLE\('ICRS', ([\d.e+-]+), ([\d.e+-]+), ([\d.e+-]+)\)/.exec(where) ?? [];
  const table = tables[name];
  if (!table || ra === undefined) return undefined;
  const [, column, bound] = / AND "([^"]+)" < ([\d.e+-]+)$/.exec(where) ?? [];
  const rows = inCone(table, Number(ra), Number(dec), Number(radius)).filter(
    (row) => column === undefined || fits(row[column], `<${bound}`),
  );
  const names = [...columns.matchAll(/"([^"]+)"/g)].map(([, one = '']) => one);
  return { ...cut(rows, names, Number(top)), columns: names };
}

/** Simple Cone Search: every column. */
export function cone(tables: Tables, name: string, query: URLSearchParams): Selection | undefined {
  const table = tables[name];
  if (!table) return undefined;
  const rows = inCone(table, Number(query.get('RA')), Number(query.get('DEC')), Number(query.get('SR')));
  return { ...cut(rows, Object.keys(table.rows[0] ?? {}), 50_000), columns: Object.keys(table.rows[0] ?? {}) };
}
