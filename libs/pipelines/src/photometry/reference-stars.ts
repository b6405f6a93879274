import { readStarkd, starkdArguments, type SkyPosition, type TychoStar } from '@nightjar/imaging';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext } from '../kit/definition.js';
import { tycho2Index } from './tools.js';

/** The stars of Tycho-2 in a cone, from the index of astrometry.net: V_T alone. */
export async function tychoStars(
  { workdir, tool }: Pick<PipelineContext<unknown>, 'workdir' | 'tool'>,
  cone: SkyPosition & { readonly radiusDeg: number },
): Promise<readonly TychoStar[]> {
  await tool('query-starkd', starkdArguments(cone, cone.radiusDeg, tycho2Index, 'stars.fits'), { timeoutS: 30 });
  const table = join(workdir, 'stars.fits');
  // of a cone without a star it writes nothing
  return existsSync(table) ? readStarkd(await readFile(table)) : [];
}
