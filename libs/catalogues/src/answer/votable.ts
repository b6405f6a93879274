import { AnswerFault } from './answer-fault.js';
import { Base64 } from './binary/base64.js';
import { BinaryRows } from './binary/binary-rows.js';
import type { FieldForm } from './binary/cell-type.js';
import { READ_LIMITS, type AnswerColumn, type ReadLimits, type Row, type RowReader } from './row-reader.js';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Predefined and numeric references are resolved once; any other stays as it is, as nothing may be declared. */
const unescape = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (all, decimal, hex, name) => {
        if (name !== undefined) return NAMED[String(name)] ?? all;
        const code = decimal === undefined ? parseInt(String(hex), 16) : Number(decimal);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
      })
    : text;

const attribute = (tag: string, name: string): string | undefined => {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  const value = match?.[1] ?? match?.[2];
  return value === undefined ? undefined : unescape(value);
};

/**
 * Reads the first table of a VOTable (1.1 to 1.5) as it arrives: TABLEDATA, or BINARY and BINARY2 in base64. It is a scanner of tags
 * with bounds, not a parser of XML: no DTD, no entity but the predefined ones, prefixes ignored. A number that VALUES says is none
 * is an empty cell. What lies in another file, and FITS within, is refused in words.
 */
export class VotableReader implements RowReader {
  readonly columns: AnswerColumn[] = [];
  truncated = false;
  private rest = '';
  private cell: string | undefined;
  private row: string[] | undefined;
  private info: string | undefined;
  private root = false;
  private inTable = false;
  private tableDone = false;
  private closed = false;
  private rows = 0;
  private readonly fields: FieldForm[] = [];
  private inField = false;
  private binary: BinaryRows | undefined;
  private stream: Base64 | undefined;

  constructor(private readonly limits: ReadLimits = READ_LIMITS) {}

  push(text: string): Row[] {
    const out: Row[] = [];
    this.rest += text;
    let at = 0;
    for (;;) {
      const open = this.rest.indexOf('<', at);
      if (open < 0) {
        this.characters(this.rest.slice(at), out);
        at = this.rest.length;
        break;
      }
      this.characters(this.rest.slice(at, open), out);
      at = open;
      const end = this.endOfTag(open);
      if (end < 0) break;
      this.tag(this.rest.slice(open, end), out);
      at = end;
    }
    this.rest = this.rest.slice(at);
    if (this.rest.length > this.limits.maxPiece) throw new AnswerFault('too_large', 'a tag of the VOTable never ends');
    return out;
  }

  end(): Row[] {
    if (!this.root) throw new AnswerFault('not_understood', 'the answer is no VOTable');
    if (!this.closed) throw new AnswerFault('cut_off', 'the VOTable ends before its last tag');
    return [];
  }

  /** Just after the tag that begins at `open`; negative while its end has not arrived. */
  private endOfTag(open: number): number {
    const closing = this.rest.startsWith('<!--', open) ? '-->' : this.rest.startsWith('<![CDATA[', open) ? ']]>' : '>';
    // the first characters of a comment or CDATA section may not all be here yet
    if (this.rest.length - open < 9 && this.rest.startsWith('<!', open)) return -1;
    let end = this.rest.indexOf(closing, open + 1);
    // an attribute's value may hold a >
    while (closing === '>' && end >= 0 && !isClosed(this.rest.slice(open, end))) end = this.rest.indexOf('>', end + 1);
    return end < 0 ? -1 : end + closing.length;
  }

  private characters(text: string, out: Row[]): void {
    if (text === '') return;
    if (this.stream && this.binary) return this.keep(this.binary.push(this.stream.push(text)), out);
    if (!this.root && text.trim() !== '' && text.trim() !== '\ufeff')
      throw new AnswerFault('not_understood', `the answer is no VOTable: it begins with ${shown(text)}`);
    if (this.cell !== undefined) this.cell = this.joined(this.cell, text);
    else if (this.info !== undefined) this.info = this.joined(this.info, text);
  }

  private joined(before: string, text: string): string {
    if (before.length + text.length > this.limits.maxPiece)
      throw new AnswerFault('too_large', 'a cell of the VOTable is longer than any value');
    return before + text;
  }

  private tag(tag: string, out: Row[]): void {
    if (tag.startsWith('<!--') || tag.startsWith('<?')) return;
    if (tag.startsWith('<![CDATA[')) {
      if (this.cell !== undefined) this.cell = this.joined(this.cell, tag.slice(9, -3).replaceAll('&', '&amp;'));
      return;
    }
    // astronomers' servers send `<!DOCTYPE VOTABLE SYSTEM …>` of version 1.0; a subset of its own is what could do harm
    if (tag.startsWith('<!')) {
      if (/^<!DOCTYPE\s+VOTABLE\b[^[]*>$/i.test(tag)) return;
      throw new AnswerFault('not_understood', `the answer is no VOTable: it declares ${shown(tag)}`);
    }
    const [, slash = '', name = ''] = /^<(\/?)(?:[\w.-]+:)?([\w.-]+)/.exec(tag) ?? [];
    this.element(name.toUpperCase(), slash !== '', tag.endsWith('/>'), tag, out);
  }

  private element(name: string, isEnd: boolean, isEmpty: boolean, tag: string, out: Row[]): void {
    if (!this.root && (name !== 'VOTABLE' || isEnd))
      throw new AnswerFault('not_understood', `the answer is no VOTable: its root is ${shown(name)}`);
    switch (name) {
      case 'VOTABLE':
        this.root = true;
        this.closed ||= isEnd || isEmpty;
        return;
      case 'TABLE':
        this.tableDone ||= isEnd && this.inTable;
        this.inTable = !isEnd && !isEmpty && !this.tableDone;
        return;
      case 'FIELD':
        this.inField = !isEnd && !isEmpty && this.inTable;
        return isEnd || !this.inTable ? undefined : this.field(tag);
      case 'VALUES':
        return this.inField && !isEnd ? this.values(tag) : undefined;
      case 'INFO':
        return this.says(isEnd, isEmpty, tag);
      case 'BINARY':
      case 'BINARY2':
        return this.inTable ? this.rowsOfBytes(name === 'BINARY2', isEnd) : undefined;
      case 'STREAM':
        return isEnd || isEmpty ? this.streamEnds(isEmpty ? tag : '') : this.streamBegins(tag);
      case 'FITS':
        throw new AnswerFault('not_understood', 'the table is serialised as FITS: ask for TABLEDATA or BINARY2');
      case 'TR':
        return isEnd ? this.finish(out) : this.inTable ? void (this.row = []) : undefined;
      case 'TD':
        return this.boundary(isEnd, isEmpty);
    }
  }

  private field(tag: string): void {
    if (this.columns.length >= this.limits.maxColumns)
      throw new AnswerFault('too_large', 'the VOTable has too many columns');
    const [unit, ucd] = [attribute(tag, 'unit'), attribute(tag, 'ucd')];
    const name = attribute(tag, 'name') ?? attribute(tag, 'ID') ?? `column ${this.columns.length + 1}`;
    this.columns.push({ name, ...(unit ? { unit } : {}), ...(ucd ? { ucd } : {}) });
    const arraysize = attribute(tag, 'arraysize');
    this.fields.push({ name, datatype: attribute(tag, 'datatype') ?? '', ...(arraysize ? { arraysize } : {}) });
  }

  private values(tag: string): void {
    const none = attribute(tag, 'null')?.trim();
    const field = this.fields.pop();
    if (field) this.fields.push(none === undefined || none === '' ? field : { ...field, none });
  }

  private rowsOfBytes(hasFlags: boolean, isEnd: boolean): void {
    if (this.stream) throw new AnswerFault('not_understood', 'a STREAM of the VOTable is not closed');
    this.binary = isEnd ? undefined : new BinaryRows(this.fields, hasFlags, this.limits);
  }

  private streamBegins(tag: string): void {
    if (!this.binary) return;
    const [href, encoding = 'base64'] = [attribute(tag, 'href'), attribute(tag, 'encoding')];
    if (href !== undefined)
      throw new AnswerFault('not_understood', `the rows of the table are elsewhere: ${shown(href)}`);
    if (encoding !== 'base64')
      throw new AnswerFault('not_understood', `the bytes of the table are encoded as ${shown(encoding)}, not base64`);
    this.stream = new Base64();
  }

  private streamEnds(emptyTag: string): void {
    if (emptyTag !== '') this.streamBegins(emptyTag);
    this.stream?.end();
    this.stream = undefined;
    this.binary?.end();
  }

  private boundary(isEnd: boolean, isEmpty: boolean): void {
    if (!this.row) return;
    if (isEmpty) this.row.push('');
    else if (!isEnd) this.cell = '';
    else if (this.cell !== undefined) {
      const text = unescape(this.cell.trim());
      this.row.push(text === this.fields[this.row.length]?.none ? '' : text);
      this.cell = undefined;
    }
    if (this.row.length > this.columns.length)
      throw new AnswerFault('not_understood', 'a row has more cells than columns');
  }

  private finish(out: Row[]): void {
    const { row } = this;
    this.row = undefined;
    if (!row) return;
    if (row.length !== this.columns.length)
      throw new AnswerFault('not_understood', 'a row has fewer cells than columns');
    this.keep([row], out);
  }

  private keep(rows: readonly Row[], out: Row[]): void {
    this.rows += rows.length;
    if (this.rows > this.limits.maxRows)
      throw new AnswerFault('too_large', `the table has more than ${this.limits.maxRows} rows: ask for a smaller cone`);
    for (const row of rows) out.push(row);
  }

  /** `QUERY_STATUS` as DALI has it, `Error` as the older cone services do. */
  private says(isEnd: boolean, isEmpty: boolean, tag: string): void {
    if (isEnd) {
      const text = this.info;
      this.info = undefined;
      if (text !== undefined) throw new AnswerFault('refused', `the server says: ${shown(unescape(text))}`);
      return;
    }
    const [name, value = ''] = [attribute(tag, 'name')?.toUpperCase(), attribute(tag, 'value')];
    if (name === 'QUERY_STATUS' && value.toUpperCase() === 'OVERFLOW') this.truncated = true;
    const isError = (name === 'QUERY_STATUS' && value.toUpperCase() === 'ERROR') || name === 'ERROR';
    if (!isError) return;
    if (isEmpty || name === 'ERROR') throw new AnswerFault('refused', `the server says: ${shown(value)}`);
    this.info = '';
  }
}

const isClosed = (tag: string): boolean => !tag.includes('=') || !/["']/.test(tag.replace(/"[^"]*"|'[^']*'/g, ''));

const shown = (text: string): string => JSON.stringify(text.trim().replace(/\s+/g, ' ').slice(0, 120));
