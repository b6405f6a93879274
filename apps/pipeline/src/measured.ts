import type { MadeDatum } from '@nightjar/pipelines';

/** Below this error, in magnitudes, a third digit is worth reading. */
const FINE_MAG = 0.01;

/** A measured value in a line for whoever follows the night. */
export function measured({ filter, mag, magError, limit }: MadeDatum, target: string): string {
  if (mag === null) return `nothing seen of ${target}: ${filter} > ${limit?.toFixed(2) ?? 'an unknown limit'}`;
  const digits = magError !== null && magError < FINE_MAG ? 3 : 2;
  return `${filter} = ${mag.toFixed(digits)} ± ${magError?.toFixed(digits) ?? '?'} for ${target}`;
}
