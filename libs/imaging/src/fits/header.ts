import { formatCard, joinContinued, parseCard, type Card, type CardValue } from './card.js';
import { FitsError } from './error.js';

export const blockBytes = 2880;
const cardBytes = 80;

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

  /** A copy in which each of these cards replaces the one of its name, or is appended. */
  with(...cards: readonly Card[]): Header {
    const incoming = new Map(cards.filter((card) => card.value !== undefined).map((card) => [card.keyword, card]));
    const kept = this.cards.map((card) => {
      const replacement = incoming.get(card.keyword);
      if (replacement) incoming.delete(card.keyword);
      return replacement ?? card;
    });
    return new Header([...kept, ...incoming.values(), ...cards.filter((card) => card.value === undefined)]);
  }

  without(...keywords: string[]): Header {
    const gone = new Set(keywords);
    return new Header(this.cards.filter((card) => !gone.has(card.keyword)));
  }
}

/** Reads the header that begins at `offset`; `dataOffset` is the first byte after its last block. */
export function readHeader(buffer: Buffer, offset: number): { header: Header; dataOffset: number } {
  const cards: Card[] = [];
  for (let at = offset; at + cardBytes <= buffer.length; at += cardBytes) {
    const line = buffer.toString('latin1', at, at + cardBytes);
    if (line.startsWith('END') && line.trimEnd() === 'END') {
      const blocks = Math.ceil((at + cardBytes - offset) / blockBytes);
      return { header: new Header(joinContinued(cards)), dataOffset: offset + blocks * blockBytes };
    }
    cards.push(parseCard(line));
  }
  throw new FitsError(
    'bad_header',
    `the header at byte ${offset} has no END card: the file is cut off or is no FITS file`,
  );
}

/** Writes cards and END, filled with blanks to whole blocks of 2880 bytes. */
export function writeHeader(cards: readonly Card[]): Buffer {
  const text = [...cards.flatMap(formatCard), 'END'.padEnd(cardBytes)].join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / blockBytes) * blockBytes), 'latin1');
}
