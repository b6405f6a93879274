import type { Magnitudes, Pixels } from '@nightjar/astro';
import type { Header } from '@nightjar/imaging';
import { z } from 'zod';
import type { PipelineInput } from '../kit/definition.js';

/** The parameter with which a step is told the zero point. */
export const zeroPointParam = z
  .number()
  .min(-50)
  .max(50)
  .optional()
  .describe('Magnitude of one ADU in the exposure. Default: from photometry’s products or the header.')
  .meta({ unit: 'mag' });

/** Magnitude of a source of which a frame shows one ADU in the whole exposure, and what that holds for. */
export interface FrameZeroPoint {
  readonly value: Magnitudes;
  /** Zero where nobody states it. */
  readonly error: Magnitudes;
  /** It holds for fluxes in this aperture; unset: for whole fluxes. */
  readonly radiusPx?: Pixels;
  /** Who says so, in words. */
  readonly from: string;
}

/** Of the many keywords in use those that mean ADU in the exposure, not in a second. */
const keywords = [
  ['MAGZERO', 'MAGZERR'],
  ['MAGZPT', 'MAGZPERR'],
  ['ZEROPT', 'ZEROPTER'],
  ['PHOTZP', 'PHOTZPER'],
] as const;

/**
 * The zero point of a frame: as given, else from what photometry made of this frame (`zeroPointMag` in the meta of a
 * product), else from the header. Undefined where nobody knows it.
 */
export function zeroPointOf(
  header: Header,
  beside: readonly PipelineInput[],
  given?: Magnitudes,
): FrameZeroPoint | undefined {
  if (given !== undefined) return { value: given, error: 0, from: 'as given' };
  for (const { product } of beside) {
    const { zeroPointMag: value, zeroPointErrorMag: error, radiusPx } = product.meta;
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    return {
      ...{ value, error: typeof error === 'number' ? error : 0, from: product.name },
      ...(typeof radiusPx === 'number' && radiusPx > 0 && { radiusPx }),
    };
  }
  for (const [keyword, errorKeyword] of keywords) {
    const value = header.number(keyword);
    if (value !== undefined) return { value, error: header.number(errorKeyword) ?? 0, from: keyword };
  }
  return undefined;
}
