/** A table as text: names of its columns, and the cells of each row. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Facts that an ECSV header has under `meta`. */
  readonly meta: Readonly<Record<string, string>>;
}

/** Reads CSV (RFC 4180) and enhanced CSV, whose header lines begin with `#`. */
export const readTable = (text: string): TextTable => {
  const lines = text.split(/\r?\n/);
  const header = lines.filter((line) => line.startsWith('#')).map((line) => line.replace(/^# ?/, ''));
  const separator = header.some((line) => /^delimiter: ['"]?,/.test(line)) || !header.length ? ',' : ' ';
  const [columns = [], ...rows] = cellsOf(lines.filter((line) => !line.startsWith('#')).join('\n'), separator);
  return { columns, rows, meta: metaOf(header) };
};

/** The numbers of a column; NaN where there is none. */
export const numbersOf = ({ columns, rows }: TextTable, name: string): number[] => {
  const at = columns.indexOf(name);
  return rows.map((row) => (row[at] === undefined || row[at] === '' ? NaN : Number(row[at])));
};

export const textsOf = ({ columns, rows }: TextTable, name: string): string[] => {
  const at = columns.indexOf(name);
  return rows.map((row) => row[at] ?? '');
};

const cellsOf = (text: string, separator: string): string[][] => {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
  const endRow = (): void => {
    row.push(cell);
    if (row.length > 1 || row[0] !== '') rows.push(row);
    [row, cell] = [[], ''];
  };
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quoted && letter === '"' && text[i + 1] === '"') cell += text[++i];
    else if (letter === '"') quoted = !quoted;
    else if (quoted) cell += letter;
    else if (letter === separator) {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') endRow();
    else cell += letter;
  }
  endRow();
  return rows;
};

const metaOf = (header: readonly string[]): Record<string, string> => {
  const from = header.indexOf('meta:');
  const facts: Record<string, string> = {};
  for (const line of from < 0 ? [] : header.slice(from + 1)) {
    const [, key, value] = /^ {2}([\w.-]+): (.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) break;
    facts[key] = value.replace(/^"(.*)"$/, '$1');
  }
  return facts;
};
