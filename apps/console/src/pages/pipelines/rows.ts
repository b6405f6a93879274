import { numberIn, type Cells, type Column } from '../../shown/cells.js';
import { fine, readJson, wrong, type Read } from './read.js';

const isRow = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows as they stand in their cells; null for a text that is no list of rows, which is edited as it is. */
export const cellsOf = (text: string, columns: readonly Column[]): Cells[] | null => {
  const json = text.trim() === '' ? fine([]) : readJson(text);
  if (!json.ok || !Array.isArray(json.value) || !json.value.every(isRow)) return null;
  return json.value.map((row) =>
    Object.fromEntries(columns.map(({ name }) => [name, typeof row[name] === 'object' ? '' : String(row[name] ?? '')])),
  );
};

/** Rows as the text of their field. What is no number yet stays as it was typed. */
export const textOfCells = (rows: readonly Cells[]): string =>
  JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => {
          const value = numberIn(cell);
          // `12.` is a number on its way
          return [name, String(value) === cell ? value : cell];
        }),
      ),
    ),
  );

/** The rows that a text means: every cell a number, or which one is none. */
export const readRows = (text: string, columns: readonly Column[]): Read => {
  const rows = cellsOf(text, columns);
  if (!rows) {
    const json = readJson(text);
    return json.ok ? wrong('a list of rows is wanted') : json;
  }
  const broken = rows.flatMap((row, i) =>
    columns.flatMap(({ name }) => (numberIn(row[name] ?? '') === null ? [`row ${i + 1}: ${name} wants a number`] : [])),
  );
  return broken[0] === undefined
    ? fine(rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, numberIn(row[name] ?? '')]))))
    : wrong(broken[0]);
};
