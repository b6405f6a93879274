import { readTable, type TextTable } from '../table/read-table.js';
import { figuresOfLimits } from './figures-of-limits.js';
import { figuresOfObjects } from './figures-of-objects.js';
import { figuresOfStars } from './figures-of-stars.js';
import type { Figure } from './figure.js';
import { frameExtent } from './frame-extent.js';

/** The tables that photometry leaves beside a frame, as text; what is missing is not drawn. */
export interface PhotometryTables {
  readonly objects?: string | undefined;
  readonly catalogue?: string | undefined;
  readonly limits?: string | undefined;
}

/** The plots of a run of photometry, under STDWeb's names. They show what its tables hold, and nothing else. */
export function photometryFigures(tables: PhotometryTables): Figure[] {
  const read = (text: string | undefined): TextTable | undefined => (text === undefined ? undefined : readTable(text));
  const [objects, stars, limits] = [read(tables.objects), read(tables.catalogue), read(tables.limits)];
  return [
    ...(objects ? figuresOfObjects(objects) : []),
    ...(stars ? figuresOfStars(stars, objects ? frameExtent(objects) : undefined) : []),
    ...(objects ? figuresOfLimits(objects, stars, limits) : []),
  ];
}
