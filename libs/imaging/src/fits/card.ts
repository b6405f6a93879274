/** What a header card can hold. A number that FITS writes as an integer or as a real is the same number here. */
export type CardValue = string | number | boolean;

/** One header card. COMMENT, HISTORY and blank cards have a comment and no value. */
export interface Card {
  readonly keyword: string;
  readonly value?: CardValue;
  readonly comment?: string;
  /** How the file spells a number (`1.50D+02`) or a complex one; written again as long as `value` means the same. */
  readonly spelling?: string;
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[EeDd][+-]?\d+)?$/;
const complex = /^\(\s*[^(),]+,\s*[^(),]+\)$/;

/** Keywords whose cards are text from column 9 on. */
export const commentary: ReadonlySet<string> = new Set(['COMMENT', 'HISTORY', '']);

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
  return { ...(token === '' ? {} : plain(token)), ...remark(slash < 0 ? '' : body.slice(slash)) };
}

const remark = (text: string): { comment?: string } => {
  const comment = text.replace(/^\s*\/\s?/, '').trimEnd();
  return comment === '' ? {} : { comment };
};

function plain(token: string): Pick<Card, 'value' | 'spelling'> {
  if (token === 'T' || token === 'F') return { value: token === 'T' };
  const value = spelledValue(token);
  if (value === undefined) return { value: token };
  return typeof value === 'number' && String(value) === token ? { value } : { value, spelling: token };
}

/** What a spelling means: a number, or the text of a complex one; undefined when FITS knows no such value. */
export function spelledValue(token: string): CardValue | undefined {
  if (complex.test(token)) return token;
  if (!number.test(token)) return undefined;
  const value = Number(token.replace(/[Dd]/, 'E'));
  // 1E400 is lawful FITS and no number of ours
  return Number.isFinite(value) ? value : undefined;
}

/** A quote inside text is doubled (FITS 4.2.1.1); trailing blanks carry no meaning. */
function quoted(body: string): Omit<Card, 'keyword'> {
  let end = 1;
  while (end < body.length && !(body[end] === "'" && body[end + 1] !== "'")) end += body[end] === "'" ? 2 : 1;
  const value = body.slice(1, end).replaceAll("''", "'").trimEnd();
  return { value, ...remark(body.slice(end + 1)) };
}

/** Joins text, and its comment, that go on in CONTINUE cards (FITS 4.2.1.2). */
export function joinContinued(cards: readonly Card[]): Card[] {
  const joined: Card[] = [];
  for (const card of cards) {
    const last = joined.at(-1);
    const goesOn = card.keyword === 'CONTINUE' && typeof last?.value === 'string' && last.value.endsWith('&');
    if (!goesOn || last === undefined || typeof last.value !== 'string') joined.push(card);
    else {
      const comment = [last.comment, card.comment].filter((part) => part !== undefined).join(' ');
      joined[joined.length - 1] = {
        keyword: last.keyword,
        value: last.value.slice(0, -1) + String(card.value ?? ''),
        ...(comment === '' ? {} : { comment }),
      };
    }
  }
  return joined;
}
