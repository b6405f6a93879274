import {
  colourMosaic,
  meshBackground,
  rejectCosmicRays,
  type FrameInspection,
  type Header,
  type Image,
} from '@nightjar/imaging';

/** The bad pixels of a frame, and how many of them are what. */
export interface FrameMask {
  /** 1 = no number, saturated or hit by a cosmic ray; one byte for each pixel. */
  readonly mask: Uint8Array;
  readonly cosmicRayPx: number;
  /** Why no cosmic rays were looked for though that was asked. */
  readonly stoodDown?: string;
}

/** The mask of an inspection, with cosmic rays where that is asked. The frame itself is left as it is. */
export function maskFrame(
  header: Header,
  image: Image,
  seen: Pick<FrameInspection, 'mask' | 'gainEPerAdu' | 'saturationAdu'>,
  cosmicRays: boolean,
): FrameMask {
  if (!cosmicRays) return { mask: seen.mask, cosmicRayPx: 0 };
  if (colourMosaic(image).isMosaic)
    return {
      ...{ mask: seen.mask, cosmicRayPx: 0 },
      stoodDown: 'The frame is a mosaic of colours: its pattern is as sharp as cosmic rays, which are not looked for.',
    };
  const { gainEPerAdu, saturationAdu, mask } = seen;
  const { pixels, mask: hits } = rejectCosmicRays(image, {
    ...{ gainEPerAdu, saturationAdu, mask, variance: varianceOf(image, mask, gainEPerAdu) },
    readNoiseE: header.number('RDNOISE', 'READNOIS', 'READNOISE', 'RON') ?? 6.5,
  });
  return { mask: mask.map((bad, i) => bad | (hits[i] ?? 0)), cosmicRayPx: pixels };
}

/** Measured noise of the sky and the photons of what stands above it, as STDWeb has it: no bias has to be known. */
function varianceOf(image: Image, mask: Uint8Array, gainEPerAdu: number): Float32Array {
  const sky = meshBackground(image, 64, mask);
  const [level, rms] = [sky.levelMap(), sky.rmsMap()];
  return rms.map((sigma, i) => sigma ** 2 + Math.abs((image.data[i] ?? NaN) - (level[i] ?? NaN)) / gainEPerAdu);
}
