import { AnswerFault } from './answer-fault.js';

/** A column of a table as its document declares it. */
export interface AnswerColumn {
  readonly name: string;
  readonly unit?: string;
  readonly ucd?: string;
}

export type Row = readonly string[];

/** What is read at most of one document, so that a hostile one costs a bounded amount of memory. */
export interface ReadLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
  /** Characters of one tag, cell or line. */
  readonly maxPiece: number;
}

export const READ_LIMITS: ReadLimits = { maxRows: 1_000_000, maxColumns: 1000, maxPiece: 65_536 };

/** Reads a table as its text arrives, piece by piece; nothing but the piece in hand is kept. */
export interface RowReader {
  /** Empty until the document has declared them. */
  readonly columns: readonly AnswerColumn[];
  /** The server says that there is more than it sent. */
  readonly truncated: boolean;
  /** @throws AnswerFault */
  push(text: string): Row[];
  /** Says that nothing more comes. @throws AnswerFault `cut_off` when the document is not at its end */
  end(): Row[];
}

/** The place of a column by its name; what is not there is said with what is. @throws AnswerFault `no_such_column` */
export function columnAt(columns: readonly AnswerColumn[], name: string): number {
  const at = columns.findIndex((column) => column.name === name);
  if (at >= 0) return at;
  // the same name in another case is meant, unless two differ by their case alone
  const alike = columns.flatMap((column, i) => (column.name.toLowerCase() === name.toLowerCase() ? [i] : []));
  if (alike.length === 1 && alike[0] !== undefined) return alike[0];
  const there = columns.map((column) => column.name).slice(0, 40);
  throw new AnswerFault('no_such_column', `there is no column ${name}; there are ${there.join(', ') || 'none'}`);
}
