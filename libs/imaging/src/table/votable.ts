import { textOf, type Column, type TableMeta } from './column.js';

/** IVOA's VOTable 1.4 in TABLEDATA, for TOPCAT, Aladin and astropy. */
export function votable<Row>(
  data: readonly Row[],
  columns: readonly Column<Row>[],
  meta: TableMeta,
  table = 'photometry',
): string {
  const params = Object.entries(meta).map(
    ([name, value]) => `      <PARAM name="${xml(name)}" datatype="unicodeChar" arraysize="*" value="${xml(value)}"/>`,
  );
  const rows = data.map(
    (row) =>
      `          <TR>${columns.map(({ type, value }) => `<TD>${xml(cell(type, value(row)))}</TD>`).join('')}</TR>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
    '  <RESOURCE type="results">',
    `    <TABLE name="${xml(table)}">`,
    ...params,
    ...columns.map(field),
    '      <DATA>',
    '        <TABLEDATA>',
    ...rows,
    '        </TABLEDATA>',
    '      </DATA>',
    '    </TABLE>',
    '  </RESOURCE>',
    '</VOTABLE>',
    '',
  ].join('\n');
}

const kinds = {
  text: 'datatype="unicodeChar" arraysize="*"',
  real: 'datatype="double"',
  integer: 'datatype="long"',
} as const;

function field<Row>({ name, type, unit, ucd, says }: Column<Row>): string {
  const measured = unit === undefined ? '' : ` unit="${xml(unit)}"`;
  const meaning = ucd === undefined ? '' : ` ucd="${xml(ucd)}"`;
  const description = says === undefined ? '/>' : `><DESCRIPTION>${xml(says)}</DESCRIPTION></FIELD>`;
  return `      <FIELD name="${xml(name)}" ${kinds[type]}${measured}${meaning}${description}`;
}

/** VOTable's words for what is beyond any number (section 4.1). */
const cell = (type: Column<never>['type'], value: string | number | null | undefined): string =>
  type === 'text' ? textOf(value) : textOf(value).replace(/^(-?)Infinity$/, '$1Inf');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0; what no XML may hold is left out. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (one) => entities[one] ?? one);
