import { VoeventRefusal } from './refusal.js';

/** A reference that may stand in a document without a DTD. */
export const REFERENCE = /&(?:amp|lt|gt|quot|apos|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;
/** Characters that XML 1.0 forbids: C0 controls but tab and line ends, lone surrogates, U+FFFE and U+FFFF. */
export const FORBIDDEN = /[^\P{Cc}\t\n\r\x7f-\x9f]|\p{Cs}|[\ufffe\uffff]/u;

const NAMED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

/** A Unicode code point allowed as an XML 1.0 character. */
export const isXmlCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

/** Replaces the five predefined references and character references; each is replaced once, nothing expands further. */
export const unescapeXml = (text: string): string =>
  text.includes('&')
    ? text.replace(REFERENCE, (all: string, decimal?: string, hex?: string) =>
        decimal !== undefined
          ? String.fromCodePoint(Number(decimal))
          : hex !== undefined
            ? String.fromCodePoint(parseInt(hex, 16))
            : (NAMED[all] ?? all),
      )
    : text;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text for an attribute or an element. @throws VoeventRefusal `bad_value` on a character XML cannot carry. */
export const escapeXml = (text: string): string => {
  if (FORBIDDEN.test(text)) throw new VoeventRefusal('bad_value', 'The text has a character that XML cannot carry.');
  return text.replace(/[&<>"\n\r\t]/g, (c) => ESCAPES[c] ?? c);
};
