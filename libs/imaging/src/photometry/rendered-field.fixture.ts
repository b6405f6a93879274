import type { Image } from '../image.js';
import { meshBackground } from '../statistics/mesh.js';
import { renderFrame, type FrameScene, type TrueStar } from '../synthetic/frame.js';
import { random } from '../synthetic/random.js';
import type { MeasuredFrame } from './measure-objects.js';

/** A camera without extinction: one second gives 10^(0.4 (21 - mag)) electrons; FWHM 3 pixels. */
export const camera: Omit<FrameScene, 'stars' | 'seed'> = {
  ...{ widthPx: 500, heightPx: 500, pixelScaleArcsec: 2, centre: { raDeg: 120, decDeg: 0 }, rotationDeg: 0 },
  ...{ zeroPointMag: 21, extinctionMag: 0, airmass: 1, fwhmArcsec: 6, skyMagPerArcsec2: 20, exposureS: 30 },
  ...{ gainEPerAdu: 1.5, readNoiseE: 8, biasAdu: 300, darkEPerS: 0, saturationAdu: 60_000, cosmicRaysPerFrame: 0 },
};

export interface RenderedField {
  readonly image: Image;
  readonly frame: MeasuredFrame;
  /** The stars at least 30 pixels from the edge. */
  readonly stars: readonly TrueStar[];
}

/** Stars on a loose grid of `step` pixels, off the pixel centres, sky measured and taken off. */
export function renderedField(
  magOf: (i: number) => number,
  seed: number,
  { step = 40, companionPx = 0, companionMag = 0, changes = {} as Partial<FrameScene> } = {},
): RenderedField {
  const dice = random(seed + 1000);
  const side = Math.floor(440 / step);
  const places = Array.from({ length: side * side }, (_, i) => ({
    east: ((i % side) + 0.5 - side / 2) * step + 4 * dice.uniform(),
    north: (Math.floor(i / side) + 0.5 - side / 2) * step + 4 * dice.uniform(),
    turn: 2 * Math.PI * dice.uniform(),
  }));
  const degrees = 2 / 3600;
  const star = (east: number, north: number, mag: number) => ({
    raDeg: 120 + east * degrees,
    decDeg: north * degrees,
    mag,
  });
  const stars = places.flatMap(({ east, north, turn }, i) => [
    star(east, north, magOf(i)),
    ...(companionPx > 0
      ? [star(east + companionPx * Math.cos(turn), north + companionPx * Math.sin(turn), magOf(i) + companionMag)]
      : []),
  ]);
  const { image, truth } = renderFrame({ ...camera, ...changes, stars, seed });
  const background = meshBackground(image, { cellPx: 64, level: 'mode' });
  const level = background.levelMap();
  const data = Float32Array.from(image.data, (value, i) => value - (level[i] ?? NaN));
  const frame = {
    image: { ...image, data },
    rms: background.rmsMap(),
    gainEPerAdu: camera.gainEPerAdu,
    saturationAdu: 55_000,
  };
  const inside = truth.stars.filter(({ xPx, yPx }) => Math.min(xPx, yPx) > 30 && Math.max(xPx, yPx) < 470);
  return { image, frame, stars: inside };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
