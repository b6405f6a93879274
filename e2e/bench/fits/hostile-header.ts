import type { Card } from '@nightjar/imaging';

/** What a card may say in the place of its value, as text: no number, no length, no form that a reader could count on. */
export const hostileValues: readonly string[] = [
  ...['0', '-1', '1', '20000', '999', '2147483647', '9007199254740993', '1E308', '-5', 'NaN', "'NaN'", "'1PJ(9)'"],
  ...["'9Q'", '64', '-64', '', "'", '8'],
];

const cardBytes = 80;

/** Where the cards of a file lie whose first letters pass, as far as they lie in its first bytes. */
export function cardsOf(file: Buffer, isMeant: (start: string) => boolean, withinBytes = file.length): number[] {
  const found: number[] = [];
  for (let at = 0; at + cardBytes <= Math.min(file.length, withinBytes); at += cardBytes)
    if (isMeant(file.toString('latin1', at, at + 20))) found.push(at);
  return found;
}

/** Puts a value in the place of a card's own, and of its comment; nothing else of the file moves. */
export function typeOver(file: Buffer, cardAt: number, value: string): void {
  file.write(value.padStart(20).padEnd(70), cardAt + 10, 'latin1');
}

/** World coordinates with a distortion of second order: what reads them has most to go wrong with. */
export const distortedCoordinates = (
  { raDeg, decDeg }: { readonly raDeg: number; readonly decDeg: number },
  { xPx, yPx }: { readonly xPx: number; readonly yPx: number },
): Card[] => [
  { keyword: 'CTYPE1', value: 'RA---TAN-SIP' },
  { keyword: 'CTYPE2', value: 'DEC--TAN-SIP' },
  ...Object.entries({
    ...{ CRVAL1: raDeg, CRVAL2: decDeg, CRPIX1: xPx, CRPIX2: yPx },
    ...{ CD1_1: -1e-3, CD1_2: 0, CD2_1: 0, CD2_2: 1e-3 },
  }).map(([keyword, value]) => ({ keyword, value })),
  { keyword: 'A_ORDER', value: 2 },
  { keyword: 'A_2_0', value: 1e-5 },
  { keyword: 'B_ORDER', value: 2 },
];
