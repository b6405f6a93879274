import { renderFrame, type FrameScene, type SkyStar } from '../synthetic/frame.js';
import { random } from '../synthetic/random.js';
import type { DifferenceFrame } from './plane.js';

const scaleArcsec = 4;
const gainEPerAdu = 1.5;
const centre = { raDeg: 150, decDeg: 20 };

/** One field of the simulated sky, exposed as often as one likes: seeing, depth and new stars differ. */
export function playedField(sidePx: number, count: number, seed: number) {
  const dice = random(seed);
  const half = (sidePx * scaleArcsec) / 3600 / 2;
  const place = (share = 1) => ({
    raDeg: centre.raDeg + (share * (2 * dice.uniform() - 1) * half) / Math.cos((centre.decDeg * Math.PI) / 180),
    decDeg: centre.decDeg + share * (2 * dice.uniform() - 1) * half,
  });
  const stars: SkyStar[] = Array.from({ length: count }, () => ({
    ...place(),
    mag: 9 + 7 * Math.sqrt(dice.uniform()),
  }));
  const scene: FrameScene = {
    widthPx: sidePx,
    heightPx: sidePx,
    pixelScaleArcsec: scaleArcsec,
    centre,
    rotationDeg: 0,
    stars,
    zeroPointMag: 20.5,
    extinctionMag: 0,
    airmass: 1,
    fwhmArcsec: 12,
    skyMagPerArcsec2: 20.5,
    exposureS: 30,
    gainEPerAdu,
    readNoiseE: 8,
    biasAdu: 300,
    darkEPerS: 0.1,
    saturationAdu: 60_000,
    cosmicRaysPerFrame: 0,
    seed,
  };
  /** Stars of these magnitudes at random places of the inner frame. */
  const newStars = (mags: readonly number[]): SkyStar[] => mags.map((mag) => ({ ...place(0.9), mag }));
  const expose = (change: Partial<FrameScene>, more: readonly SkyStar[] = []) => {
    const { image, truth } = renderFrame({ ...scene, ...change, stars: [...stars, ...more] });
    const frame: DifferenceFrame = { image, gainEPerAdu, saturationAdu: 59_000 };
    // those that were added come last
    return { frame, added: truth.stars.slice(truth.stars.length - more.length) };
  };
  return { expose, newStars };
}

/** Flux in ADU of a star of the played field with this many electrons. */
export const aduOf = (electrons: number): number => electrons / gainEPerAdu;
