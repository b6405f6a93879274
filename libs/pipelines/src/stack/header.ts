import type { Seconds } from '@nightjar/astro';
import { withHistory, type Card, type Header, type Stack } from '@nightjar/imaging';
import type { FrameInspection } from '@nightjar/imaging';

/** What the header of a stack is made of. */
export interface StackedFrame {
  readonly name: string;
  readonly by: string;
  readonly seen: Pick<FrameInspection, 'startAt' | 'midAt' | 'exposureS' | 'gainEPerAdu'>;
}

/** The median of many is noisier than their mean by the root of this. */
const medianLoss = Math.PI / 2;

/** Electrons for an ADU of the stack: photons add up, and a mean divides what they made by their number. */
export const gainOfStack = (gainEPerAdu: number, frames: number, method: 'sum' | 'clipped_mean' | 'median'): number =>
  method === 'sum' ? gainEPerAdu : (gainEPerAdu * frames) / (method === 'median' && frames > 2 ? medianLoss : 1);

/** Of the first frame, with what the stack made of exposure, times, gain and saturation, and every frame in HISTORY. */
export function stackHeader(
  first: Header,
  frames: readonly StackedFrame[],
  { provenance, saturationAdu }: Pick<Stack, 'provenance' | 'saturationAdu'>,
  method: 'sum' | 'clipped_mean' | 'median',
): Header {
  const exposures = frames.map(({ seen }) => seen.exposureS);
  const totalS = exposures.every((exposure): exposure is Seconds => exposure !== undefined)
    ? exposures.reduce((sum, exposure) => sum + exposure, 0)
    : undefined;
  const starts = frames.flatMap(({ seen }) => seen.startAt?.getTime() ?? []);
  const middles = frames.flatMap(({ seen }) => seen.midAt?.getTime() ?? []);
  const gain = frames[0]?.seen.gainEPerAdu ?? 1;
  const cards: Card[] = [
    { keyword: 'NCOMBINE', value: frames.length, comment: 'frames in this stack' },
    { keyword: 'GAIN', value: gainOfStack(gain, frames.length, method), comment: '[e-/ADU] of the stack' },
    ...(saturationAdu === undefined ? [] : saturation(first, saturationAdu)),
    ...(totalS === undefined ? [] : [{ keyword: 'XPOSURE', value: totalS, comment: '[s] exposure of all frames' }]),
    ...(method === 'sum' && totalS !== undefined ? [{ keyword: 'EXPTIME', value: totalS }] : []),
    ...(starts.length === 0 ? [] : [{ keyword: 'DATE-OBS', value: iso(Math.min(...starts)) }]),
    ...(middles.length === 0
      ? []
      : [{ keyword: 'DATE-AVG', value: iso(mean(middles)), comment: 'UTC mean of the middles of the exposures' }]),
  ];
  const told = frames.map(({ name, by }, i) => `${i === 0 ? 'onto the pixels of' : 'with'} ${name}, ${by}`);
  return withHistory(first.with(...cards), [...provenance, ...told]);
}

const saturation = (header: Header, value: number): Card[] => [
  { keyword: 'SATURATE', value, comment: '[ADU] of the stack' },
  ...(header.has('DATAMAX') ? [{ keyword: 'DATAMAX', value }] : []),
];

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 23);
