import { AnswerFault } from './answer-fault.js';
import { READ_LIMITS, type AnswerColumn, type ReadLimits, type Row, type RowReader } from './row-reader.js';

/** Turns lines of text as they arrive into whole lines. A quoted cell may hold line ends. */
class Lines {
  private rest = '';

  constructor(
    private readonly quoted: boolean,
    private readonly limits: ReadLimits,
  ) {}

  *take(text: string): Generator<string> {
    this.rest += text;
    let start = 0;
    for (let end = this.endOfLine(start); end >= 0; end = this.endOfLine(start)) {
      yield bare(this.rest.slice(start, end));
      start = end + 1;
    }
    this.rest = this.rest.slice(start);
    if (this.rest.length > this.limits.maxPiece) throw new AnswerFault('too_large', 'a line of the table never ends');
  }

  last(): string {
    const { rest } = this;
    this.rest = '';
    return bare(rest);
  }

  /** The next line end that is outside quotes; a line of more than a piece is not searched on. */
  private endOfLine(start: number): number {
    for (let at = this.rest.indexOf('\n', start); at >= 0; at = this.rest.indexOf('\n', at + 1)) {
      if (!this.quoted || isClosed(this.rest.slice(start, at))) return at;
      if (at - start > this.limits.maxPiece) return -1;
    }
    return -1;
  }
}

const bare = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

const isClosed = (line: string): boolean => !line.includes('"') || line.split('"').length % 2 === 1;

/** The cells of a line of CSV (RFC 4180), trimmed. */
export function csvCells(line: string, delimiter = ','): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  for (let at = 0; at <= line.length;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(line.slice(at));
    if (quoted && (line[at + quoted[0].length] ?? delimiter) === delimiter) {
      cells.push((quoted[1] ?? '').replaceAll('""', '"').trim());
      at += quoted[0].length + 1;
      continue;
    }
    const next = line.indexOf(delimiter, at);
    const end = next < 0 ? line.length : next;
    cells.push(line.slice(at, end).trim());
    at = end + 1;
  }
  return cells;
}

/** The text of a CSV file with a line of names; lines that begin with # are remarks. */
export class CsvReader implements RowReader {
  columns: AnswerColumn[] = [];
  readonly truncated = false;
  private delimiter = ',';
  private rows = 0;
  private lineNumber = 0;
  private readonly lines: Lines;

  constructor(private readonly limits: ReadLimits = READ_LIMITS) {
    this.lines = new Lines(true, limits);
  }

  push(text: string): Row[] {
    return [...this.lines.take(text)].flatMap((line) => this.read(line));
  }

  end(): Row[] {
    const rows = this.read(this.lines.last());
    if (this.columns.length === 0) throw new AnswerFault('not_understood', 'the file has no line of column names');
    return rows;
  }

  private read(text: string): Row[] {
    const line = this.lineNumber++ === 0 ? text.replace(/^\ufeff/, '') : text;
    if (line.trim() === '' || line.startsWith('#')) return [];
    if (this.columns.length === 0) return this.names(line);
    const cells = csvCells(line, this.delimiter);
    if (cells.length !== this.columns.length)
      throw new AnswerFault(
        'not_understood',
        `line ${this.lineNumber} has ${cells.length} cells where ${this.columns.length} columns are named`,
      );
    if (++this.rows > this.limits.maxRows)
      throw new AnswerFault('too_large', `there are more than ${this.limits.maxRows} rows`);
    return [cells];
  }

  private names(line: string): Row[] {
    this.delimiter = [',', '\t', ';'].find((one) => line.includes(one)) ?? ',';
    const names = csvCells(line, this.delimiter);
    if (names.length > this.limits.maxColumns) throw new AnswerFault('too_large', 'the file has too many columns');
    if (names.some((name) => name === '')) throw new AnswerFault('not_understood', 'a column of the file has no name');
    this.columns = names.map((name) => ({ name }));
    return [];
  }
}

/**
 * VizieR's `asu-tsv`: remarks, then names, units and dashes, then rows, `#END#` at the end. Of an answer with several tables the
 * first is read.
 */
export class TsvReader implements RowReader {
  columns: AnswerColumn[] = [];
  truncated = false;
  private readonly head: string[] = [];
  private state: 'remarks' | 'head' | 'rows' | 'over' = 'remarks';
  private ended = false;
  private seen = false;
  private rows = 0;
  private readonly lines: Lines;

  constructor(private readonly limits: ReadLimits = READ_LIMITS) {
    this.lines = new Lines(false, limits);
  }

  push(text: string): Row[] {
    return [...this.lines.take(text)].flatMap((line) => this.read(line));
  }

  end(): Row[] {
    const rows = this.read(this.lines.last());
    if (!this.seen) throw new AnswerFault('not_understood', 'the answer is no table of VizieR');
    if (!this.ended) throw new AnswerFault('cut_off', 'the answer ends before its #END#');
    return rows;
  }

  private read(line: string): Row[] {
    if (line.startsWith('#')) return this.remark(line);
    if (line.trim() === '') {
      if (this.state === 'rows' && this.rows > 0) this.state = 'over';
      return [];
    }
    if (!this.seen)
      throw new AnswerFault('not_understood', `the answer is no table of VizieR: it begins with ${line.slice(0, 60)}`);
    if (this.state === 'over') return [];
    if (this.state !== 'rows') return this.heading(line);
    const cells = line.split('\t').map((cell) => cell.trim());
    if (cells.length !== this.columns.length)
      throw new AnswerFault(
        'not_understood',
        `a row has ${cells.length} cells where there are ${this.columns.length} columns`,
      );
    if (++this.rows > this.limits.maxRows)
      throw new AnswerFault('too_large', `the table has more than ${this.limits.maxRows} rows: ask for a smaller cone`);
    return [cells];
  }

  private remark(line: string): Row[] {
    this.seen = true;
    if (line.startsWith('#END#')) this.ended = true;
    const error = /^#INFO\s+(?:QUERY_STATUS=ERROR|Error)\s*[=\t ]*(.*)$/i.exec(line);
    if (error) throw new AnswerFault('refused', `the server says: ${(error[1] ?? '').trim().slice(0, 200)}`);
    if (/OVERFLOW|truncated/i.test(line)) this.truncated = true;
    return [];
  }

  private heading(line: string): Row[] {
    this.state = 'head';
    if (!/^-+(\t-+)*\s*$/.test(line)) {
      if (this.head.length > 2)
        throw new AnswerFault('not_understood', 'the table has no line of dashes under its names');
      this.head.push(line);
      return [];
    }
    const [names = '', units = ''] = this.head;
    const unitOf = units.split('\t');
    this.columns = names.split('\t').map((name, i) => {
      const unit = unitOf[i]?.trim();
      return { name: name.trim(), ...(unit ? { unit } : {}) };
    });
    if (this.columns.length > this.limits.maxColumns)
      throw new AnswerFault('too_large', 'the table has too many columns');
    this.state = 'rows';
    return [];
  }
}
