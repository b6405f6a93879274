import { random, renderFrame, type FrameScene, type SkyStar } from '@nightjar/imaging';

/** Width of a star (FWHM) on every frame here, pixels. */
export const fwhmPx = 2.5;
export const gainEPerAdu = 1.5;
/** True term of the camera: magnitudes fainter for each magnitude of colour. */
export const colourTerm = 0.1;

/** A camera of 4 arcsec a pixel with 483 electrons of sky in each; 5 sigma are at about magnitude 17. */
export const camera: Omit<FrameScene, 'stars' | 'seed'> = {
  ...{ widthPx: 1024, heightPx: 1024, pixelScaleArcsec: 4, centre: { raDeg: 150, decDeg: 20 }, rotationDeg: 0 },
  ...{ zeroPointMag: 20.5, extinctionMag: 0, airmass: 1, fwhmArcsec: 4 * fwhmPx, skyMagPerArcsec2: 20.5 },
  ...{ exposureS: 30, gainEPerAdu, readNoiseE: 8, biasAdu: 300, darkEPerS: 0.1, saturationAdu: 60_000 },
  ...{ cosmicRaysPerFrame: 0, colourTerm },
};

/** What makes a sky hard. */
export interface Sky {
  readonly name: string;
  readonly stars: number;
  /** Stars so bright that they saturate, of magnitude 4 to 7. */
  readonly saturated?: number;
  readonly scene?: (seed: number) => Partial<FrameScene>;
}

const trails = (seed: number): Partial<FrameScene> => {
  const dice = random(seed + 77);
  const trail = () => ({
    through: { xPx: 1024 * dice.uniform(), yPx: 1024 * dice.uniform() },
    angleDeg: 180 * dice.uniform(),
    electronsPerPx: 1000 + 4000 * dice.uniform(),
  });
  return { trails: [trail(), trail(), trail()], cosmicRaysPerFrame: 30 };
};

export const skies: readonly Sky[] = [
  { name: 'sparse', stars: 1000 },
  { name: 'crowded', stars: 8000 },
  { name: 'sloping sky', stars: 1000, scene: () => ({ skySlope: [0.5, -0.3] }) },
  { name: 'trails, cosmic rays', stars: 1000, scene: trails },
  { name: 'saturated stars', stars: 1000, saturated: 30 },
];

const faintest = 18.5;

/** Stars whose number rises by 10^0.25 for each magnitude, with colours about 0.7, evenly over the frame. */
function starsOf({ stars, saturated = 0 }: Sky, seed: number): SkyStar[] {
  const dice = random(seed);
  const half = (camera.widthPx * camera.pixelScaleArcsec) / 3600 / 2;
  const { raDeg, decDeg } = camera.centre;
  const star = (mag: number): SkyStar => ({
    raDeg: raDeg + ((2 * dice.uniform() - 1) * half) / Math.cos((decDeg * Math.PI) / 180),
    decDeg: decDeg + (2 * dice.uniform() - 1) * half,
    mag,
    colour: 0.7 + 0.4 * dice.normal(),
  });
  return [
    ...Array.from({ length: stars }, () => star(Math.max(9, faintest + Math.log10(dice.uniform()) / 0.25))),
    ...Array.from({ length: saturated }, () => star(4 + 3 * dice.uniform())),
  ];
}

/** One frame of a sky, and what is on it. */
export const expose = (sky: Sky, seed: number) =>
  renderFrame({ ...camera, ...sky.scene?.(seed), stars: starsOf(sky, seed), seed });
