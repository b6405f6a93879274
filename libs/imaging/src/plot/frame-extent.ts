import { numbersOf, type TextTable } from '../table/read-table.js';

/** Size of a frame in pixels. */
export interface FrameExtent {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** As the table of objects says, else as far as there are objects. */
export function frameExtent(objects: TextTable): FrameExtent {
  const [widthPx = NaN, heightPx = NaN] = (objects.meta['frame'] ?? '').split(/ x | px/).map(Number);
  if (widthPx > 0 && heightPx > 0) return { widthPx, heightPx };
  const furthest = (name: string): number => numbersOf(objects, name).reduce((most, at) => (at > most ? at : most), 1);
  return { widthPx: Math.ceil(furthest('x')), heightPx: Math.ceil(furthest('y')) };
}
