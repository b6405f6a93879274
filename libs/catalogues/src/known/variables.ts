import { AnswerFault } from '../answer/answer-fault.js';
import { readVotable } from '../answer/read-table.js';
import { columnAt } from '../answer/row-reader.js';
import { tableRequest, type AskedTable, type SkyRequest } from '../request/vizier.js';
import type { Cone } from '../star.js';

/** A star that is known to vary. */
export interface VariableStar {
  readonly name: string;
  /** Type of variability in the index’s words (`EA`, `RRAB`, `UG`); null where none is stated. */
  readonly type: string | null;
  readonly raDeg: number;
  readonly decDeg: number;
}

/** The International Variable Star Index of the AAVSO, as VizieR keeps it (Watson, Henden & Price 2006, SASS 25, 47). */
export const VSX: AskedTable & { readonly name: string; readonly title: string } = {
  ...{ name: 'vsx', title: 'AAVSO International Variable Star Index', table: 'B/vsx/vsx' },
  ...{ ra: 'RAJ2000', dec: 'DEJ2000', limitColumn: 'max' },
  columns: ['RAJ2000', 'DEJ2000', 'Name', 'V', 'Type'],
};

/** Flags of its column V: those that turned out constant or not to exist, and those that stand twice. */
const IS_NONE = ['2', '3'];

export const variablesRequest = (cone: Cone, maxRows: number): SkyRequest =>
  tableRequest(VSX, { cone, limitMag: null, maxRows });

/** Reads VSX’s VOTable. @throws AnswerFault */
export function readVariables(text: string): VariableStar[] {
  const { columns, rows, truncated } = readVotable(text);
  if (truncated) throw new AnswerFault('cut_off', 'the server has more variable stars than it gives');
  // no variable star in the cone comes without a table
  if (columns.length === 0) return [];
  const [ra, dec] = [columnAt(columns, VSX.ra), columnAt(columns, VSX.dec)];
  const [name, flag, type] = [columnAt(columns, 'Name'), columnAt(columns, 'V'), columnAt(columns, 'Type')];
  return rows.flatMap((row) => {
    const [raDeg, decDeg] = [Number(row[ra] || NaN), Number(row[dec] || NaN)];
    if (IS_NONE.includes(row[flag] ?? '') || !(raDeg >= 0 && raDeg <= 360 && Math.abs(decDeg) <= 90)) return [];
    return [{ name: (row[name] ?? '').trim(), type: row[type]?.trim() || null, raDeg: raDeg % 360, decDeg }];
  });
}
