import { random, renderFrame, type FrameScene, type Random, type SkyStar } from '@nightjar/imaging';

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
  /** On a loose grid, 40 pixels apart, instead of anywhere: no star has a neighbour. */
  readonly apart?: boolean;
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
  { name: 'alone', stars: 576, apart: true },
  { name: 'sparse', stars: 1000 },
  { name: 'crowded', stars: 8000 },
  { name: 'sloping sky', stars: 1000, scene: () => ({ skySlope: [0.5, -0.3] }) },
  { name: 'trails, cosmic rays', stars: 1000, scene: trails },
  { name: 'saturated stars', stars: 1000, saturated: 30 },
];

const faintest = 18.5;

/** Anywhere on the frame, or in cell `i` of a grid of 24 x 24; as parts of the frame from -1 to 1. */
function place(dice: Random, i: number, apart: boolean): readonly [x: number, y: number] {
  if (!apart) return [2 * dice.uniform() - 1, 2 * dice.uniform() - 1];
  const cell = (at: number): number => (2 * (at + 0.5 + 0.3 * (dice.uniform() - 0.5))) / 24 - 1;
  return [cell(i % 24), cell(Math.floor(i / 24))];
}

/** Stars whose number rises by 10^0.25 for each magnitude, with colours about 0.7. */
function starsOf({ stars, saturated = 0, apart = false }: Sky, seed: number): SkyStar[] {
  const dice = random(seed);
  const half = (camera.widthPx * camera.pixelScaleArcsec) / 3600 / 2;
  const { raDeg, decDeg } = camera.centre;
  const star = (mag: number, i: number): SkyStar => {
    const [x, y] = place(dice, i, apart);
    return {
      raDeg: raDeg + (x * half) / Math.cos((decDeg * Math.PI) / 180),
      decDeg: decDeg + y * half,
      mag,
      colour: 0.7 + 0.4 * dice.normal(),
    };
  };
  // those that stand apart can be brighter ones: there is no crowd that they would be too many for
  const fromFaintest = (): number => Math.log10(dice.uniform()) / 0.25;
  return [
    ...Array.from({ length: stars }, (_, i) => star(Math.max(9, (apart ? 17.5 : faintest) + fromFaintest()), i)),
    ...Array.from({ length: saturated }, (_, i) => star(4 + 3 * dice.uniform(), i)),
  ];
}

/** One frame of a sky, and what is on it. */
export const expose = (sky: Sky, seed: number) =>
  renderFrame({ ...camera, ...sky.scene?.(seed), stars: starsOf(sky, seed), seed });
