import {
  DifferenceError,
  differenceFrames,
  type Difference,
  type DifferenceFrame,
  type DifferenceQuality,
} from '@nightjar/imaging';
import type { ScienceFrame } from '../science/read-science.js';
import type { Params } from './params.js';
import { cutPart, partOf, sizeOf, type Box } from '../frame/box.js';

/** The science frame's part as differences take it. */
export const sciencePart = ({ image, mask, seen }: ScienceFrame, part: Box): DifferenceFrame => ({
  image: partOf(image, part),
  gainEPerAdu: seen.gainEPerAdu,
  saturationAdu: seen.saturationAdu,
  mask: cutPart({ ...sizeOf(part), widthPx: image.widthPx, data: mask }, part, (length) => new Uint8Array(length)),
});

/** Subtracts with our own kernel. @returns why not, in words, when the part does not allow it */
export function subtractOwn(
  science: DifferenceFrame,
  template: DifferenceFrame,
  { hotpantsExtra }: Params,
): Difference | string {
  const { ko, bgo } = hotpantsExtra ?? {};
  try {
    return differenceFrames(science, template, {
      ...(ko !== undefined && { kernelOrder: ko }),
      ...(bgo !== undefined && { backgroundOrder: bgo }),
    });
  } catch (fault) {
    if (fault instanceof DifferenceError) return fault.message;
    throw fault;
  }
}

/** What the kernel of a part is, and how well it fits: fit for JSON. */
export function kernelFacts({ stamps: _, ...quality }: DifferenceQuality) {
  const { convolved, kernelRadiusPx, kernelSum, kernelSumScatter, asymmetry, ...rest } = quality;
  return {
    kernel: { convolved, radiusPx: kernelRadiusPx, sum: kernelSum, sumScatter: kernelSumScatter, asymmetry },
    quality: rest,
  };
}
