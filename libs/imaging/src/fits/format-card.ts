import { commentary, spelledValue, type Card } from './card.js';

const lineLength = 80;
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');
const continuation = 'CONTINUE  ';

/**
 * Writes a card as one or more lines of 80 characters; long text goes on in CONTINUE cards. A keyword that neither
 * FITS nor the HIERARCH convention can hold is written as a COMMENT. @throws RangeError for NaN and infinity.
 */
export function formatCard(card: Card): string[] {
  const { keyword, value, comment } = card;
  if (commentary.has(keyword)) return commentLines(keyword, comment ?? '');
  const plainName = /^[A-Z0-9_-]{1,8}$/.test(keyword);
  const head = plainName ? `${keyword.padEnd(8)}= ` : `HIERARCH ${keyword} = `;
  if (!plainName && !/^[\x21-\x3c\x3e-\x7e]+(?: [\x21-\x3c\x3e-\x7e]+)*$/.test(keyword)) {
    return commentLines('COMMENT', `${keyword} = ${value ?? ''} / ${comment ?? ''}`);
  }
  if (value === undefined) return [withoutValue(keyword, head, comment)];
  if (typeof value === 'string' && card.spelling !== value) return textLines(head, printable(value), comment);
  return [fixed(head, plainName, numeral(card), comment)];
}

/** Numbers, logical and complex values: right-justified to column 30 where that leaves room for the comment. */
function fixed(head: string, plainName: boolean, body: string, comment?: string): string {
  const whole = withComment(head + (plainName ? body.padStart(20) : body), comment);
  const line = whole.length <= lineLength ? whole : withComment(head + body, comment);
  if ((head + body).length <= lineLength) return cut(line);
  const tight = head.replace(/ = $/, '=') + body;
  if (tight.length > lineLength) throw new RangeError(`the card ${tight} is longer than ${lineLength} characters`);
  return cut(tight);
}

const cut = (line: string): string => line.slice(0, lineLength).padEnd(lineLength);

function numeral({ value, spelling }: Card): string {
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (spelling !== undefined && spelling.length <= 70 && spelledValue(spelling) === value)
    return spelling.toUpperCase();
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new RangeError('a FITS card cannot hold NaN or infinity: leave the card out');
  // an integer that is larger than 2^53 has digits that JavaScript does not print
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString();
  const text = String(value).toUpperCase();
  return text.includes('E') && !text.includes('.') ? text.replace('E', '.0E') : text;
}

const withComment = (line: string, comment?: string): string =>
  comment === undefined ? line : `${line} / ${printable(comment)}`;

/** A keyword that is there and has no value; one that was free text from column 9 on stays so when it is long. */
function withoutValue(keyword: string, head: string, comment = ''): string {
  const line = `${head}${' '.repeat(20)} / ${printable(comment)}`;
  return line.length <= lineLength || head.startsWith('HIERARCH')
    ? cut(line)
    : cut(keyword.padEnd(8) + printable(comment));
}

function commentLines(keyword: string, comment: string): string[] {
  const lines = printable(comment).match(/.{1,72}/g) ?? [''];
  return lines.map((line) => cut(keyword.padEnd(8) + line));
}

const escaped = (text: string): string => text.replaceAll("'", "''");

function textLines(head: string, value: string, comment?: string): string[] {
  const body = escaped(value);
  const aligned = withComment(`${head}${`'${body.padEnd(8)}'`.padEnd(20)}`, comment);
  if (aligned.length <= lineLength) return [cut(aligned)];
  const tight = `${head}'${body}'` + (comment === undefined ? '' : ` / ${printable(comment)}`);
  return tight.length <= lineLength ? [cut(tight)] : continued(head, value, comment);
}

/** Pieces as long as the lines allow; a doubled quote is never parted. */
function continued(head: string, value: string, comment?: string): string[] {
  if (head.length + 3 > lineLength) throw new RangeError(`the keyword in '${head}' is longer than a card`);
  const lines: string[] = [];
  let at = 0;
  do {
    const [prefix, start] = [at === 0 && lines.length === 0 ? head : continuation, at];
    for (let room = lineLength - prefix.length - 3; at < value.length; at++) {
      room -= value[at] === "'" ? 2 : 1;
      if (room < 0) break;
    }
    lines.push(`${prefix}'${escaped(value.slice(start, at))}${at < value.length ? '&' : ''}'`);
  } while (at < value.length);
  return comment === undefined ? lines.map(cut) : withLongComment(lines, printable(comment)).map(cut);
}

/** The comment behind the last piece if it fits there, else beside empty continuations, word by word. */
function withLongComment(lines: string[], comment: string): string[] {
  const last = lines.at(-1) ?? '';
  const whole = `${last} / ${comment}`;
  if (whole.length <= lineLength) return [...lines.slice(0, -1), whole];
  const pieces = comment.match(/\S.{0,59}(?=\s|$)|\S{60}/g) ?? [];
  return [
    ...lines.slice(0, -1),
    last.replace(/'$/, "&'"),
    ...pieces.map((piece, i) => `${continuation}'${i < pieces.length - 1 ? '&' : ''}' / ${piece}`),
  ];
}
