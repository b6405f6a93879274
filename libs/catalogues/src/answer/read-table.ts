import { TsvReader } from './delimited.js';
import type { AnswerColumn, Row, RowReader } from './row-reader.js';
import { VotableReader } from './votable.js';

/** A whole table. */
export interface AnswerTable {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly Row[];
  readonly truncated: boolean;
}

function readAll(text: string, reader: RowReader): AnswerTable {
  const rows = reader.push(text);
  rows.push(...reader.end());
  return { columns: reader.columns, rows, truncated: reader.truncated };
}

/** @throws AnswerFault */
export const readVotable = (text: string): AnswerTable => readAll(text, new VotableReader());

/** @throws AnswerFault */
export const readTsv = (text: string): AnswerTable => readAll(text, new TsvReader());
