/** What stands on the wire where the grammar says `value`: a number, or a word or quoted string. */
export type Value = string | number;
export type Values = Readonly<Record<string, Value>>;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BARE = /^[A-Za-z0-9_:.,+\-/*@()[\]{}]+$/;
const WORD = /^[A-Za-z][A-Za-z0-9_.-]*$/;
const QUOTED = /^"(?:[^"\\]|\\.)*"$/;
/** Splits at single spaces outside quotes; anything odd ends up in a token that the readers below refuse. */
const TOKEN = /(?:"(?:[^"\\]|\\.)*"|[^ "])+/g;

export const isWord = (text: string): boolean => WORD.test(text);

const asciiOnly = (quoted: string): string =>
  quoted.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A string as JSON in plain ASCII, so that no byte of it can be a line end. */
export const writeString = (text: string): string => asciiOnly(JSON.stringify(text));

/** @throws RangeError for a number that is not finite: the wire has no word for it. */
export function writeValue(value: Value): string {
  if (typeof value === 'string') return BARE.test(value) && !NUMBER.test(value) ? value : writeString(value);
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no form on the wire`);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** @returns undefined when the token is no value. */
export function readValue(token: string): Value | undefined {
  if (token.startsWith('"')) return readString(token);
  if (!BARE.test(token)) return undefined;
  if (!NUMBER.test(token)) return token;
  const number = Number(token);
  return Number.isFinite(number) ? number : undefined;
}

/** @returns undefined when the token is no JSON string. */
export function readString(token: string): string | undefined {
  if (!QUOTED.test(token)) return undefined;
  try {
    const parsed: unknown = JSON.parse(token);
    return typeof parsed === 'string' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The tokens of a line, or undefined when the line is not exactly tokens parted by single spaces. */
export function tokens(line: string): string[] | undefined {
  const found = line.match(TOKEN) ?? [];
  return found.join(' ') === line ? found : undefined;
}

export const writeValues = (values: Values): string[] =>
  Object.entries(values).map(([name, value]) => {
    if (!isWord(name)) throw new RangeError(`${name} is no word`);
    return `${name}=${writeValue(value)}`;
  });

/** `word=value` pairs; undefined when one of them is not, or a word comes twice. */
export function readValues(pairs: readonly string[]): Values | undefined {
  const values: Record<string, Value> = {};
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, cut));
    const value = readValue(pair.slice(cut + 1));
    if (!isWord(name) || value === undefined || Object.hasOwn(values, name)) return undefined;
    values[name] = value;
  }
  return values;
}

/** Values of a request, in order; undefined when one of them is none. */
export function readArguments(args: readonly string[]): Value[] | undefined {
  const values = args.map(readValue);
  return values.some((value) => value === undefined) ? undefined : values.filter((value) => value !== undefined);
}
