import type { Column } from '@nightjar/imaging';
import type { MadeProduct } from '../kit/output.js';
import { targetTable } from '../targets/target-table.js';
import type { TargetFacts } from './facts.js';

const brightness: readonly Column<TargetFacts>[] = [
  { name: 'mag', type: 'real', unit: 'mag', ucd: 'phot.mag', value: ({ mag }) => mag },
  { name: 'mag_error', type: 'real', unit: 'mag', value: ({ magError }) => magError },
  { name: 'mag_limit', type: 'real', unit: 'mag', says: 'What would be seen there', value: ({ limitMag }) => limitMag },
];

/** The measured targets; of one that was not seen the magnitude is absent, of one that is off the frame everything. */
export const measuredTable = (targets: readonly TargetFacts[], of: MadeProduct['of']): MadeProduct =>
  targetTable('target.vot', targets, brightness, of);
