import { parseTime, type Card, type Header } from '@nightjar/imaging';
import { z } from 'zod';

/** What a person knows better than the header of a frame. */
export const KnownBetter = z.object({
  gain: z
    .number()
    .positive()
    .max(1e6)
    .optional()
    .describe('Gain of the frame. Default: the header’s.')
    .meta({ unit: 'e-/ADU' }),
  saturation: z
    .number()
    .positive()
    .optional()
    .describe('Level from which on a pixel is saturated. Default: the header’s.')
    .meta({ unit: 'adu' }),
  time: z
    .union([z.string().min(1).max(40), z.number()])
    .optional()
    .describe('Start of the exposure, UTC: ISO 8601, MJD or JD. Default: the header’s.'),
});
export type KnownBetter = z.output<typeof KnownBetter>;

/** Those of the parameters of a step that say what is known better. */
export const knownBetter = ({ gain, saturation, time }: KnownBetter): KnownBetter => ({ gain, saturation, time });

/**
 * The header with what is known better in its place, so that it is checked against the pixels as the header's own would be.
 * @returns a sentence where the time is none
 */
export function withKnownBetter(header: Header, { gain, saturation, time }: KnownBetter): Header | string {
  const at = time === undefined ? undefined : parseTime(time);
  if (time !== undefined && !at) return `${String(time)} is no time: ISO 8601, MJD or JD is wanted.`;
  const cards: Card[] = [
    ...(gain === undefined ? [] : [{ keyword: 'GAIN', value: gain }]),
    ...(saturation === undefined ? [] : [{ keyword: 'SATURATE', value: saturation }]),
    ...(at ? [{ keyword: 'DATE-OBS', value: at.toISOString().slice(0, -1) }] : []),
  ];
  return header.with(...cards);
}
