import { AnswerFault } from '../answer-fault.js';
import type { ReadLimits, Row } from '../row-reader.js';
import { cellType, type CellType, type FieldForm } from './cell-type.js';

/** Bytes of the count before the values of a cell of any length. */
const countBytes = 4;

/**
 * Rows of a VOTable's BINARY or BINARY2 as their bytes arrive; nothing but an unfinished row is kept. BINARY2 begins each row with a
 * bit for each column, the first the highest of the first byte, which is 1 where the cell holds no value.
 */
export class BinaryRows {
  private readonly types: readonly CellType[];
  /** Where each row's cells begin, after the bits of what is null. */
  private readonly flagBytes: number;
  /** Of a row whose cells all have one length. */
  private readonly rowBytes: number | undefined;
  private rest: Buffer = Buffer.alloc(0);

  /** @throws AnswerFault when a column cannot be read */
  constructor(
    private readonly fields: readonly FieldForm[],
    private readonly hasFlags: boolean,
    private readonly limits: Pick<ReadLimits, 'maxPiece'>,
  ) {
    this.types = fields.map(cellType);
    this.flagBytes = hasFlags ? Math.ceil(fields.length / 8) : 0;
    const sizes = this.types.map(({ count }, i) => (count === undefined ? undefined : this.size(i, count)));
    this.rowBytes = sizes.reduce<number | undefined>(
      (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
      this.flagBytes,
    );
    if (this.rowBytes === 0) throw new AnswerFault('not_understood', 'the rows of the table hold nothing');
  }

  push(bytes: Buffer): Row[] {
    const all = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    const rows: Row[] = [];
    let at = 0;
    for (let end = this.endOf(all, at); end !== undefined; end = this.endOf(all, at)) {
      rows.push(this.row(all, at));
      at = end;
    }
    this.rest = all.subarray(at);
    return rows;
  }

  /** @throws AnswerFault when the bytes end within a row */
  end(): void {
    if (this.rest.length > 0) throw new AnswerFault('cut_off', 'the bytes of the table end within a row');
  }

  /** The first byte after the row at `at`; undefined while it has not all arrived. */
  private endOf(bytes: Buffer, at: number): number | undefined {
    let end = at;
    if (this.rowBytes !== undefined) end += this.rowBytes;
    else {
      end += this.flagBytes;
      for (const [i, { count }] of this.types.entries()) {
        if (count !== undefined) end += this.size(i, count);
        else if (end + countBytes > bytes.length) return undefined;
        else end += countBytes + this.size(i, bytes.readInt32BE(end));
      }
    }
    return end <= bytes.length ? end : undefined;
  }

  private size(column: number, count: number): number {
    const size = this.types[column]?.bytesOf(count) ?? 0;
    const { name } = this.fields[column] ?? {};
    if (count < 0) throw new AnswerFault('not_understood', `a cell of ${name} has ${count} values`);
    if (size > this.limits.maxPiece)
      throw new AnswerFault('too_large', `a cell of ${name} is longer than any value: ${count} values`);
    return size;
  }

  private row(bytes: Buffer, start: number): Row {
    let at = start + this.flagBytes;
    return this.types.map(({ count, bytesOf, read }, i) => {
      const has = count ?? bytes.readInt32BE(at);
      if (count === undefined) at += countBytes;
      const from = at;
      at += bytesOf(has);
      const isNull = this.hasFlags && (((bytes[start + (i >> 3)] ?? 0) >> (7 - (i & 7))) & 1) === 1;
      return isNull || has === 0 ? '' : read(bytes, from, has);
    });
  }
}
