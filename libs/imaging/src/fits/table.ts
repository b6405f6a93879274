/** What a column is, as its header says. */
export interface ColumnFacts {
  readonly name: string;
  /** The letter of TFORM: L X B I J K A E D C M in a binary table, A I F E D in an ASCII one. */
  readonly form: string;
  /** Values in each row (characters for text); 0 for a column of arrays that differ in length. */
  readonly repeat: number;
  /** True for arrays that differ in length from row to row (TFORM P or Q). */
  readonly variable: boolean;
  readonly unit?: string;
  /** TDIM: the axes of the array in each row. */
  readonly axes?: readonly number[];
}

/**
 * A binary or ASCII table. Columns are decoded when asked for, so that a wide table costs nothing to open. TSCAL and
 * TZERO are applied; TNULL, a logical value that is neither T nor F, and a blank number are NaN; logical values and
 * bits are 1 and 0; a complex number is its real and its imaginary part.
 */
export interface Table {
  readonly rows: number;
  readonly columnNames: string[];
  has(name: string): boolean;
  /** @throws FitsError `no_such_column` */
  column(name: string): ColumnFacts;
  /** A numeric column; one of arrays of one length is given flat, row by row. @throws FitsError `bad_table` for others. */
  numbers(name: string): Float64Array;
  /** The numbers of each row, whether all rows have the same count of them or not. */
  arrays(name: string): Float64Array[];
  /** 64-bit integers with all their digits, TZERO of unsigned ones applied; flat. */
  bigints(name: string): bigint[];
  /** A text column, without trailing blanks. */
  texts(name: string): string[];
}
