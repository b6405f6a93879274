import type { ReducedDatum } from '@nightjar/contracts';
import { columns, textOf } from './table.js';

/** IVOA's VOTable 1.4 in TABLEDATA, for TOPCAT, Aladin and astropy. */
export function votable(data: readonly ReducedDatum[], meta: Readonly<Record<string, string>>): string {
  const params = Object.entries(meta).map(
    ([name, value]) => `      <PARAM name="${xml(name)}" datatype="unicodeChar" arraysize="*" value="${xml(value)}"/>`,
  );
  const fields = columns.map(({ name, type, unit, ucd, says }) => {
    const kind = type === 'real' ? 'datatype="double"' : 'datatype="unicodeChar" arraysize="*"';
    const measured = unit === undefined ? '' : ` unit="${xml(unit)}"`;
    return `      <FIELD name="${xml(name)}" ${kind}${measured} ucd="${xml(ucd)}"><DESCRIPTION>${xml(says)}</DESCRIPTION></FIELD>`;
  });
  const rows = data.map(
    (datum) => `          <TR>${columns.map(({ value }) => `<TD>${xml(textOf(value(datum)))}</TD>`).join('')}</TR>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
    '  <RESOURCE type="results">',
    '    <TABLE name="photometry">',
    ...params,
    ...fields,
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

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0; what no XML may hold is left out. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (one) => entities[one] ?? one);
