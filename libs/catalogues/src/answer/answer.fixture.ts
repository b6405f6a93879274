import { AnswerFault } from './answer-fault.js';

/** A text in pieces, as a network may bring it: cut at places that are taken within its length. */
export function piecesOf(text: string, cuts: readonly number[]): string[] {
  const places = [...cuts.map((cut) => cut % text.length), 0, text.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => text.slice(places[i], end));
}

/** The code of the fault that reading meets, or `none`. */
export function faultOf(read: () => unknown): string {
  try {
    read();
    return 'none';
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault.code;
    throw fault;
  }
}
