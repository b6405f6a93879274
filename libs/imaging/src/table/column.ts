/** A column of a table for other programs, with what the formats want to know of it. */
export interface Column<Row> {
  readonly name: string;
  readonly type: 'text' | 'real' | 'integer';
  readonly unit?: string;
  /** IVOA's word for what it means. */
  readonly ucd?: string;
  readonly says?: string;
  /** Null, and a number that is none, is a missing value. */
  readonly value: (row: Row) => string | number | null | undefined;
}

/** Facts of the whole table. */
export type TableMeta = Readonly<Record<string, string>>;

/** A value as text that reads back to the same value; a missing one is empty. */
export const textOf = (value: string | number | null | undefined): string =>
  value === null || value === undefined || Number.isNaN(value) ? '' : String(value);
