import type { ReducedDatum } from '@nightjar/contracts';
import { cell } from './csv.js';
import { columns, textOf } from './table.js';

/** Astropy's enhanced CSV 1.0: a header in YAML, each line after `# `; `meta` are facts of the whole table. */
export function ecsv(data: readonly ReducedDatum[], meta: Readonly<Record<string, string>>): string {
  // JSON is YAML, and quotes what must be quoted
  const header = [
    '%ECSV 1.0',
    '---',
    'delimiter: ","',
    'datatype:',
    ...columns.map(({ name, type, unit, says }) => {
      const facts = { name, ...(unit === undefined ? {} : { unit }), datatype: type === 'real' ? 'float64' : 'string' };
      return `- ${JSON.stringify({ ...facts, description: says })}`;
    }),
    'meta:',
    ...Object.entries(meta).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    'schema: astropy-2.0',
  ].map((line) => `# ${line}\n`);
  const row = (datum: ReducedDatum): string =>
    columns.map(({ type, value }) => (type === 'text' ? quoted(textOf(value(datum))) : textOf(value(datum)))).join(',');
  return [
    ...header,
    `${columns.map(({ name }) => cell(name)).join(',')}\n`,
    ...data.map((one) => `${row(one)}\n`),
  ].join('');
}

/** An empty cell is a missing value; an empty text is not. */
const quoted = (text: string): string => (text === '' ? '""' : cell(text));
