import { votable, type Column } from '@nightjar/imaging';
import type { MadeProduct } from '../kit/output.js';
import type { TargetFacts } from './facts.js';

const columns: readonly Column<TargetFacts>[] = [
  { name: 'name', type: 'text', ucd: 'meta.id', value: ({ name }) => name },
  { name: 'ra', type: 'real', unit: 'deg', ucd: 'pos.eq.ra', value: ({ raDeg }) => raDeg },
  { name: 'dec', type: 'real', unit: 'deg', ucd: 'pos.eq.dec', value: ({ decDeg }) => decDeg },
  { name: 'x', type: 'real', unit: 'pix', says: 'First pixel is 1', value: ({ xPx }) => xPx },
  { name: 'y', type: 'real', unit: 'pix', says: 'First pixel is 1', value: ({ yPx }) => yPx },
  { name: 'flux', type: 'real', unit: 'adu', ucd: 'phot.count', value: ({ fluxAdu }) => fluxAdu },
  { name: 'flux_error', type: 'real', unit: 'adu', value: ({ fluxErrorAdu }) => fluxErrorAdu },
  { name: 'mag', type: 'real', unit: 'mag', ucd: 'phot.mag', value: ({ mag }) => mag },
  { name: 'mag_error', type: 'real', unit: 'mag', value: ({ magError }) => magError },
  { name: 'mag_limit', type: 'real', unit: 'mag', says: 'What would be seen there', value: ({ limitMag }) => limitMag },
];

/** The targets as STDWeb's table of them; of one that was not seen the magnitude is absent, of one off the frame all. */
export const targetTable = (targets: readonly TargetFacts[], of: MadeProduct['of']): MadeProduct => ({
  ...{ file: 'target.vot', type: 'catalogue', mediaType: 'application/x-votable+xml', of, tag: 'targets' },
  ...{
    meta: { targets: targets.length },
    content: Buffer.from(votable(targets, columns, { frame: 'ICRS' }, 'targets')),
  },
});
