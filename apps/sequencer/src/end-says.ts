import type { Observation } from '@nightjar/contracts';

/** How an observation ended, in a line for whoever follows the night. */
export const endSays = ({ targetName, state, because, frames, framesPlanned }: Observation): string => {
  if (frames === 0) return `${targetName}: ${state} before the first exposure, ${because ?? 'no reason given'}`;
  if (because === null && frames === framesPlanned) return `${targetName}: ${state}, all ${frames} exposures taken`;
  return `${targetName}: ${state} after ${frames} of ${framesPlanned} exposures${because ? `, ${because}` : ''}`;
};
