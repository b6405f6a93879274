import { firstImage, readFits, writeImage, type Image } from '@nightjar/imaging';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MadeProduct } from '../kit/output.js';
import { placed } from '../science/world-coordinates.js';
import type { Field } from './reduction.js';

/** What SExtractor wrote of its search, on the frame's pixels, under the frame's header with the coordinates that were found. */
export async function* detectionImages(
  workdir: string,
  { header, solution }: Field,
  of: MadeProduct['of'],
): AsyncGenerator<MadeProduct> {
  const told = placed(header, solution.wcs.cards);
  const file = async (tag: string): Promise<Image> =>
    firstImage(readFits(await readFile(join(workdir, `${tag}.fits`)))).image;
  const product = (tag: string, content: Uint8Array): MadeProduct => ({
    ...{ file: `${tag}.fits`, type: 'other', mediaType: 'application/fits', of, tag, meta: {}, content },
  });
  // numbers of sources are no counts
  yield product('segmentation', writeImage(told.without('BUNIT'), await file('segmentation')));
  yield product('filtered', writeImage(told, await file('filtered')));
}
