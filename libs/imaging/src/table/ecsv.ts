import { textOf, type Column, type TableMeta } from './column.js';
import { cell } from './csv.js';

/** Astropy's enhanced CSV 1.0: a header in YAML, each line after `# `; `meta` are facts of the whole table. */
export function ecsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[], meta: TableMeta): string {
  // JSON is YAML, and quotes what must be quoted
  const header = [
    '%ECSV 1.0',
    '---',
    'delimiter: ","',
    'datatype:',
    ...columns.map(({ name, type, unit, says }) => {
      const measured = unit === undefined ? {} : { unit };
      const described = says === undefined ? {} : { description: says };
      return `- ${JSON.stringify({ name, ...measured, datatype: datatypes[type], ...described })}`;
    }),
    'meta:',
    ...Object.entries(meta).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    'schema: astropy-2.0',
  ].map((line) => `# ${line}\n`);
  const line = (row: Row): string =>
    columns.map(({ type, value }) => (type === 'text' ? quoted(textOf(value(row))) : number(value(row)))).join(',');
  return [
    ...header,
    `${columns.map(({ name }) => cell(name)).join(',')}\n`,
    ...rows.map((row) => `${line(row)}\n`),
  ].join('');
}

const datatypes = { text: 'string', real: 'float64', integer: 'int64' } as const;

/** Python's words for what is beyond any number. */
const number = (value: string | number | null | undefined): string => textOf(value).replace(/^(-?)Infinity$/, '$1inf');

/** An empty cell is a missing value; an empty text is not. */
const quoted = (text: string): string => (text === '' ? '""' : cell(text));
