import type { FrameInspection, Header, Image } from '@nightjar/imaging';
import type { WantedTarget } from '../targets/wanted-targets.js';

/** What the frame tells, fit for JSON: null where it does not tell. */
export const factsOf = (
  seen: FrameInspection,
  header: Header,
  { widthPx, heightPx, data }: Image,
  { cosmicRayPx, targets }: { readonly cosmicRayPx: number; readonly targets: readonly WantedTarget[] },
) => ({
  object: seen.object ?? null,
  instrument: header.text('INSTRUME') ?? null,
  startedAt: seen.startAt?.toISOString() ?? null,
  midAt: seen.midAt?.toISOString() ?? null,
  exposureS: seen.exposureS ?? null,
  filter: seen.filter,
  filterText: seen.filterText ?? null,
  gainEPerAdu: seen.gainEPerAdu,
  saturationAdu: seen.saturationAdu,
  backgroundAdu: seen.backgroundAdu,
  rmsAdu: seen.rmsAdu,
  maskedFraction: seen.maskedFraction,
  pointing: seen.pointing ?? null,
  pixelScaleArcsec: seen.pixelScaleArcsec ?? null,
  warnings: seen.warnings,
  ...{ widthPx, heightPx, saturatedPx: countSaturated(data, seen.saturationAdu), cosmicRayPx },
  ...(targets.length === 0 ? {} : { wanted: targets.map(({ name, at }) => ({ name, ...at })) }),
});

/** How it ended, in a line for a person. */
export function sentence(seen: FrameInspection, saturatedPx: number, doubts: number): string {
  const exposure = seen.exposureS === undefined ? 'an exposure of unknown length' : `${seen.exposureS} s`;
  const heed = doubts === 0 ? '' : `; ${doubts} to heed`;
  return `${exposure} in ${seen.filterText ?? 'no filter'}, sky ${seen.backgroundAdu.toFixed(0)} ADU, ${saturatedPx} saturated pixels${heed}`;
}

function countSaturated(data: ArrayLike<number>, saturationAdu: number): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if ((data[i] ?? 0) >= saturationAdu) count++;
  return count;
}
