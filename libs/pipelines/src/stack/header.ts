import type { Seconds } from '@nightjar/astro';
import { withHistory, type Card, type Header, type Stack } from '@nightjar/imaging';
import type { FrameInspection } from '@nightjar/imaging';

/** What the header of a stack is made of. */
export interface StackedFrame {
  readonly name: string;
  readonly by: string;
  readonly seen: Pick<FrameInspection, 'startAt' | 'midAt' | 'exposureS' | 'gainEPerAdu'>;
  /** What it was multiplied by. */
  readonly scale: number;
}

export type StackMethod = 'sum' | 'clipped_mean' | 'median';

/** The median of many is noisier than their mean by the root of this. */
const medianLoss = Math.PI / 2;

/**
 * Electrons for an ADU of the stack, which makes the noise of its photons right. N frames that are multiplied by s and
 * have a gain g: photons of F ADU have a variance of s F / g on each, of F / N^2 times the sum of s / g in a mean, and of
 * F / N times it in a sum.
 */
export function gainOfStack(frames: readonly Pick<StackedFrame, 'seen' | 'scale'>[], method: StackMethod): number {
  const { length } = frames;
  const sum = frames.reduce((all, { seen, scale }) => all + scale / seen.gainEPerAdu, 0);
  if (method === 'sum') return length / sum;
  return length ** 2 / sum / (method === 'median' && length > 2 ? medianLoss : 1);
}

/** Of the first frame, with what the stack made of exposure, times, gain and saturation, and every frame in HISTORY. */
export function stackHeader(
  first: Header,
  frames: readonly StackedFrame[],
  { provenance, saturationAdu }: Pick<Stack, 'provenance' | 'saturationAdu'>,
  method: StackMethod,
): Header {
  const exposures = frames.map(({ seen }) => seen.exposureS);
  const totalS = exposures.every((exposure): exposure is Seconds => exposure !== undefined)
    ? exposures.reduce((sum, exposure) => sum + exposure, 0)
    : undefined;
  const starts = frames.flatMap(({ seen }) => seen.startAt?.getTime() ?? []);
  const middles = frames.flatMap(({ seen }) => seen.midAt?.getTime() ?? []);
  const cards: Card[] = [
    { keyword: 'NCOMBINE', value: frames.length, comment: 'frames in this stack' },
    { keyword: 'GAIN', value: gainOfStack(frames, method), comment: '[e-/ADU] of the stack' },
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
