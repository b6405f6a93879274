/** What a header card can hold. A number that FITS writes as an integer or as a real is the same number here. */
export type CardValue = string | number | boolean;

/** One header card. COMMENT, HISTORY and blank cards have a comment and no value. */
export interface Card {
  readonly keyword: string;
  readonly value?: CardValue;
  readonly comment?: string;
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[EeDd][+-]?\d+)?$/;
const commentary = new Set(['COMMENT', 'HISTORY', '']);

/** Reads 80 characters. Never fails: what is no lawful value is kept as its text (real headers are full of those). */
export function parseCard(line: string): Card {
  if (line.startsWith('HIERARCH ')) {
    const equals = line.indexOf('=');
    if (equals > 9)
      return { keyword: line.slice(9, equals).trim().toUpperCase(), ...parseValue(line.slice(equals + 1)) };
  }
  const keyword = line.slice(0, 8).trim().toUpperCase();
  if (keyword === 'CONTINUE') return { keyword, ...parseValue(line.slice(8)) };
  if (commentary.has(keyword) || line.slice(8, 10) !== '= ') return { keyword, comment: line.slice(8).trimEnd() };
  return { keyword, ...parseValue(line.slice(10)) };
}

function parseValue(text: string): Omit<Card, 'keyword'> {
  const body = text.trimStart();
  if (body.startsWith("'")) return quoted(body);
  const slash = body.indexOf('/');
  const token = (slash < 0 ? body : body.slice(0, slash)).trim();
  return { ...(token === '' ? {} : { value: plain(token) }), ...remark(slash < 0 ? '' : body.slice(slash)) };
}

const remark = (text: string): { comment?: string } => {
  const comment = text.replace(/^\s*\/\s?/, '').trimEnd();
  return comment === '' ? {} : { comment };
};

function plain(token: string): CardValue {
  if (token === 'T' || token === 'F') return token === 'T';
  return number.test(token) ? Number(token.replace(/[Dd]/, 'E')) : token;
}

/** A quote inside text is doubled (FITS 4.2.1.1); trailing blanks carry no meaning. */
function quoted(body: string): Omit<Card, 'keyword'> {
  let end = 1;
  while (end < body.length && !(body[end] === "'" && body[end + 1] !== "'")) end += body[end] === "'" ? 2 : 1;
  const value = body.slice(1, end).replaceAll("''", "'").trimEnd();
  return { value, ...remark(body.slice(end + 1)) };
}

/** Joins text that goes on in CONTINUE cards (FITS 4.2.1.2). */
export function joinContinued(cards: readonly Card[]): Card[] {
  const joined: Card[] = [];
  for (const card of cards) {
    const last = joined.at(-1);
    const goesOn = card.keyword === 'CONTINUE' && typeof last?.value === 'string' && last.value.endsWith('&');
    if (!goesOn || last === undefined || typeof last.value !== 'string') joined.push(card);
    else
      joined[joined.length - 1] = {
        ...last,
        ...card,
        keyword: last.keyword,
        value: last.value.slice(0, -1) + String(card.value ?? ''),
      };
  }
  return joined;
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

/** Writes a card as one or more lines of 80 characters; long text goes on in CONTINUE cards. */
export function formatCard({ keyword, value, comment }: Card): string[] {
  if (value === undefined) return commentLines(keyword, comment ?? '');
  const plainName = /^[A-Z0-9_-]{1,8}$/.test(keyword);
  const head = plainName ? `${keyword.padEnd(8)}= ` : `HIERARCH ${printable(keyword)} = `;
  if (typeof value === 'string') return textLines(head, printable(value), comment);
  const body = typeof value === 'boolean' ? (value ? 'T' : 'F') : formatNumber(value);
  return [withComment(head + (plainName ? body.padStart(20) : body), comment)];
}

function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a FITS card cannot hold NaN or infinity: leave the card out');
  const text = String(value).toUpperCase();
  return text.includes('E') && !text.includes('.') ? text.replace('E', '.0E') : text;
}

const withComment = (line: string, comment?: string): string =>
  (comment === undefined || line.length > 75 ? line : `${line} / ${printable(comment)}`).slice(0, 80).padEnd(80);

function commentLines(keyword: string, comment: string): string[] {
  const lines = printable(comment).match(/.{1,72}/g) ?? [''];
  return lines.map((line) => (keyword.padEnd(8).slice(0, 8) + line).padEnd(80));
}

function textLines(head: string, value: string, comment?: string): string[] {
  const quote = (part: string): string => `'${part.replaceAll("'", "''").padEnd(8)}'`;
  if (head.length + quote(value).length <= 80) return [withComment(`${head}${quote(value).padEnd(20)}`, comment)];
  // 33 characters always fit, even if each of them is a quote that has to be doubled
  const parts = value.match(/.{1,33}/g) ?? [''];
  return parts.map((part, i) => {
    const body = `'${(i < parts.length - 1 ? `${part}&` : part).replaceAll("'", "''")}'`;
    return ((i === 0 ? head : 'CONTINUE  ') + body).padEnd(80);
  });
}
