import { readStarkd, starkdArguments, type Image, type TychoStar, type Wcs } from '@nightjar/imaging';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext } from '../kit/definition.js';
import { tycho2Index } from './tools.js';

/** The stars of Tycho-2 on a solved frame, and a little beyond its corners. */
export async function referenceStars(
  { workdir, tool }: Pick<PipelineContext<unknown>, 'workdir' | 'tool'>,
  wcs: Wcs,
  { widthPx, heightPx }: Image,
): Promise<readonly TychoStar[]> {
  const centre = wcs.pixelToSky({ xPx: (widthPx + 1) / 2, yPx: (heightPx + 1) / 2 });
  const radiusDeg = ((Math.hypot(widthPx, heightPx) / 2 + 20) * wcs.pixelScaleArcsec) / 3600;
  await tool('query-starkd', starkdArguments(centre, radiusDeg, tycho2Index, 'stars.fits'), { timeoutS: 30 });
  return readStarkd(await readFile(join(workdir, 'stars.fits')));
}
