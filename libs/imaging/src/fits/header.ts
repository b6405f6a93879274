import { joinContinued, parseCard, type Card, type CardValue } from './card.js';
import { FitsError } from './error.js';
import { formatCard } from './format-card.js';

export const blockBytes = 2880;
const cardBytes = 80;
/** Cards in one header; the longest histories of real pipelines are a tenth of it. */
const mostCards = 100_000;
export const mostHeaderBytes = mostCards * cardBytes;

/** The cards of one HDU in their order. Immutable; look-up is by keyword, the first card of a name counts. */
export class Header {
  private readonly first = new Map<string, Card>();

  constructor(readonly cards: readonly Card[] = []) {
    for (const card of cards) if (!this.first.has(card.keyword)) this.first.set(card.keyword, card);
  }

  get(keyword: string): CardValue | undefined {
    return this.first.get(keyword.toUpperCase())?.value;
  }

  has(keyword: string): boolean {
    return this.first.has(keyword.toUpperCase());
  }

  /** The first of these keywords that holds a finite number; numbers written as text count. */
  number(...keywords: string[]): number | undefined {
    for (const keyword of keywords) {
      const value = this.get(keyword);
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number === 'number' && Number.isFinite(number)) return number;
    }
    return undefined;
  }

  /** The first of these keywords that holds text which is not blank. */
  text(...keywords: string[]): string | undefined {
    for (const keyword of keywords) {
      const value = this.get(keyword);
      if (typeof value === 'string' && value.trim() !== '') return value.trim();
    }
    return undefined;
  }

  flag(keyword: string): boolean {
    return this.get(keyword) === true;
  }

  /** Every line of COMMENT or HISTORY. */
  remarks(keyword: 'COMMENT' | 'HISTORY'): string[] {
    return this.cards.filter((card) => card.keyword === keyword).map((card) => card.comment ?? '');
  }

  /** A copy in which each of these cards takes the place of the one of its name (whose comment stays, unless it brings one), or is appended. */
  with(...cards: readonly Card[]): Header {
    const incoming = new Map(cards.filter((card) => card.value !== undefined).map((card) => [card.keyword, card]));
    const kept = this.cards.map((card) => {
      const replacement = incoming.get(card.keyword);
      if (replacement) incoming.delete(card.keyword);
      return replacement === undefined ? card : withCommentOf(card, replacement);
    });
    return new Header([...kept, ...incoming.values(), ...cards.filter((card) => card.value === undefined)]);
  }

  without(...keywords: string[]): Header {
    const gone = new Set(keywords);
    return new Header(this.cards.filter((card) => !gone.has(card.keyword)));
  }
}

const withCommentOf = ({ comment }: Card, replacement: Card): Card =>
  comment === undefined || replacement.comment !== undefined ? replacement : { ...replacement, comment };

/** Reads the header that begins at `offset`; `dataOffset` is the first byte after its last block. */
export function readHeader(buffer: Buffer, offset: number): { header: Header; dataOffset: number } {
  const cards: Card[] = [];
  const last = Math.min(buffer.length, offset + mostCards * cardBytes);
  for (let at = offset; at + cardBytes <= last; at += cardBytes) {
    const line = buffer.toString('latin1', at, at + cardBytes);
    if (line.startsWith('END') && line.trimEnd() === 'END') {
      const blocks = Math.ceil((at + cardBytes - offset) / blockBytes);
      return { header: new Header(joinContinued(cards)), dataOffset: offset + blocks * blockBytes };
    }
    cards.push(parseCard(line));
  }
  const seen = last < buffer.length ? `in its first ${mostCards} cards` : 'up to the end of the file';
  throw new FitsError('bad_header', `the header at byte ${offset} has no END card ${seen}: fetch the file again`);
}

/** The cards of a header kept as lines of text, as SCAMP's `.head` files are; what follows END is left alone. */
export function parseHeaderText(text: string): Header {
  const cards: Card[] = [];
  for (const line of text.split(/\r?\n/, mostCards)) {
    if (line.trimEnd() === 'END') break;
    if (line.trim() !== '') cards.push(parseCard(line.padEnd(cardBytes)));
  }
  return new Header(joinContinued(cards));
}

/** Announces CONTINUE cards; the standard does not need it any more, older readers and `fitsverify` look for it. */
const longTexts: Card = { keyword: 'LONGSTRN', value: 'OGIP 1.0', comment: 'long texts go on in CONTINUE cards' };

/** Writes cards and END, filled with blanks to whole blocks of 2880 bytes. */
export function writeHeader(cards: readonly Card[]): Buffer {
  const lines = cards.flatMap(formatCard);
  const announces =
    lines.some((line) => line.startsWith('CONTINUE')) && !lines.some((line) => line.startsWith('LONGSTRN'));
  const text = [...lines, ...(announces ? formatCard(longTexts) : []), 'END'.padEnd(cardBytes)].join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / blockBytes) * blockBytes), 'latin1');
}
