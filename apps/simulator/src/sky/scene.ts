import { airmass, type Equatorial } from '@nightjar/astro';
import type { CameraSite, TelescopeSite } from '@nightjar/contracts';
import type { FrameScene, SkyStar } from '@nightjar/imaging';

/** What is between the sky and the frame. */
export interface SceneFacts {
  readonly camera: CameraSite;
  readonly telescope: TelescopeSite;
  /** Where the light comes from; null when the dome is closed: a dark frame. */
  readonly looksAt: Equatorial | null;
  readonly altitudeDeg: number;
  readonly filter: string;
  readonly exposureS: number;
  readonly skyMagPerArcsec2: number;
  readonly stars: readonly SkyStar[];
  readonly seed: number;
}

/** Zero points of half a metre of glass behind each filter: V magnitude that gives one electron a second. */
const ZERO_POINT: Readonly<Record<string, number>> = { B: 19.7, V: 20, R: 20.2, I: 19.8, C: 20.6 };
const EXTINCTION: Readonly<Record<string, number>> = { B: 0.22, V: 0.13, R: 0.09, I: 0.06, C: 0.1 };
/** The optics' own image, in arcseconds; a wide field undersamples nothing at about two and a half pixels. */
const OPTICS_FWHM_PX = 2.3;
const SEEING_ARCSEC = 1.5;

/** The scene of one exposure. With the dome closed there are neither stars nor sky, only bias and dark current. */
export function sceneOf(facts: SceneFacts): FrameScene {
  const { camera, telescope, looksAt, filter } = facts;
  const air = facts.altitudeDeg > 1 ? airmass(facts.altitudeDeg) : 57;
  const fwhmArcsec = Math.hypot(OPTICS_FWHM_PX * camera.pixelScaleArcsec, SEEING_ARCSEC * air ** 0.6);
  return {
    widthPx: camera.widthPx,
    heightPx: camera.heightPx,
    pixelScaleArcsec: camera.pixelScaleArcsec,
    centre: looksAt ?? { raDeg: 0, decDeg: 0 },
    rotationDeg: 0,
    stars: looksAt ? facts.stars : [],
    zeroPointMag: (ZERO_POINT[filter] ?? 20) + 5 * Math.log10(telescope.apertureM / 0.5),
    extinctionMag: EXTINCTION[filter] ?? 0.13,
    airmass: air,
    fwhmArcsec,
    skyMagPerArcsec2: looksAt ? facts.skyMagPerArcsec2 : 60,
    exposureS: facts.exposureS,
    gainEPerAdu: camera.gainEPerAdu,
    readNoiseE: camera.readNoiseE,
    biasAdu: 1000,
    darkEPerS: 0.05,
    saturationAdu: camera.saturationAdu,
    cosmicRaysPerFrame: 1 + facts.exposureS / 30,
    seed: facts.seed,
  };
}

/** Radius of the circle about a camera's field, degrees. */
export const fieldRadiusDeg = ({ widthPx, heightPx, pixelScaleArcsec }: CameraSite): number =>
  (Math.hypot(widthPx, heightPx) / 2) * (pixelScaleArcsec / 3600);
