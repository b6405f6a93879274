import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from '../image.js';
import { meshBackground } from '../statistics/mesh.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { max } = Math;

/** One of the two frames of a difference, as it comes. Both have the same size and the same pixel grid. */
export interface DifferenceFrame {
  readonly image: Image;
  readonly gainEPerAdu: number;
  /** Pixels at or above this are bad. */
  readonly saturationAdu?: number;
  /** 1 = bad pixel, 2 = nothing is there; so is what holds no number and is not said to be bad. */
  readonly mask?: Uint8Array;
  /** Standard deviation of every pixel, ADU. Unset: sky noise of the mesh and photons of what is above the sky. */
  readonly noise?: Float32Array;
  /** Width of its stars; measured when unset. */
  readonly fwhmPx?: Pixels;
  /** Stars to choose the stamps from; found when unset. */
  readonly stars?: readonly PixelPosition[];
}

/** A frame made ready: sky at zero, bad pixels zero, with its variance and the bits of its mask. */
export interface Plane {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Float32Array;
  /** ADU squared. */
  readonly variance: Float32Array;
  readonly mask: Uint8Array;
  /** Noise of the sky, ADU. */
  readonly rmsAdu: number;
  /** The highest value above the sky that is not saturated, ADU. */
  readonly ceilingAdu: number;
}

/**
 * Takes the sky off and finds variance and bad pixels.
 * @param bad bit of a bad pixel of this frame @param nothing bits besides where the frame shows nothing
 */
export function preparePlane(frame: DifferenceFrame, bad: number, backgroundPx: Pixels, nothing = 0): Plane {
  const { image, gainEPerAdu, saturationAdu = Infinity, noise } = frame;
  const { widthPx, heightPx } = image;
  const count = widthPx * heightPx;
  const mask = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = image.data[i] ?? NaN;
    const told = frame.mask?.[i] ?? 0;
    if (told === 0 && value < saturationAdu && value > -1e30) continue;
    mask[i] = told === 2 || (told === 0 && !(value > -1e30)) ? bad | nothing : bad;
  }
  const sky = meshBackground(image, backgroundPx, mask);
  const data = sky.levelMap();
  const variance = noise ? new Float32Array(count) : sky.rmsMap();
  for (let i = 0; i < count; i++) {
    const above = (image.data[i] ?? 0) - (data[i] ?? 0);
    const sound = mask[i] === 0 && above > -1e30;
    if (!sound) mask[i] = (mask[i] ?? 0) | bad;
    data[i] = sound ? above : 0;
    const sigma = noise ? (noise[i] ?? 0) : (variance[i] ?? 0);
    variance[i] = sigma * sigma + (noise ? 0 : max(0, data[i] ?? 0) / gainEPerAdu);
  }
  const ceilingAdu = saturationAdu - sky.level;
  return { widthPx, heightPx, data, variance, mask, rmsAdu: sky.rms, ceilingAdu };
}
