import type { Arcseconds, Degrees, Magnitudes, Seconds } from '@nightjar/astro';
import type { Image, PixelPosition } from '../image.js';
import type { SkyPosition } from '../wcs/tangent.js';
import type { Sip } from '../wcs/sip.js';
import { cameraWcs, Wcs } from '../wcs/wcs.js';
import { addCosmicRay } from './cosmic-ray.js';
import { addStar } from './moffat.js';
import { poisson } from './poisson.js';
import { random } from './random.js';
import { addTrail, type Trail } from './trail.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { max, min, round } = Math;

/** A star of the simulated sky, with its magnitude above the atmosphere in the band of the zero point. */
export interface SkyStar extends SkyPosition {
  readonly mag: Magnitudes;
  /** Colour index that the camera's colour term goes with. Default 0. */
  readonly colour?: Magnitudes;
}

/** Everything the simulated camera sees in one exposure. */
export interface FrameScene {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelScaleArcsec: Arcseconds;
  readonly centre: SkyPosition;
  /** Position angle of the +y axis, from north through east; at 0 north is up and east left. */
  readonly rotationDeg: Degrees;
  readonly stars: readonly SkyStar[];
  /** The magnitude that gives one electron a second through telescope and camera, above the atmosphere. */
  readonly zeroPointMag: Magnitudes;
  /** Extinction in magnitudes per airmass. */
  readonly extinctionMag: Magnitudes;
  readonly airmass: number;
  readonly fwhmArcsec: Arcseconds;
  /** Brightness of the sky as it reaches the ground. */
  readonly skyMagPerArcsec2: Magnitudes;
  readonly exposureS: Seconds;
  readonly gainEPerAdu: number;
  readonly readNoiseE: number;
  readonly biasAdu: number;
  readonly darkEPerS: number;
  /** Pixels stop here, bias included; at most 65535. */
  readonly saturationAdu: number;
  /** Mean number of cosmic ray tracks in a frame. */
  readonly cosmicRaysPerFrame: number;
  /** Magnitudes by which a star is fainter for this camera for each magnitude of its colour. Default 0. */
  readonly colourTerm?: number;
  /** By how much of itself the sky rises from edge to edge, along x and along y. Default: it is even. */
  readonly skySlope?: readonly [alongX: number, alongY: number];
  /** Distortion of the optics about the middle of the frame. Default: none. */
  readonly distortion?: Sip;
  /** Satellites that cross the frame. Default: none. */
  readonly trails?: readonly Trail[];
  /** Same scene and same seed give the same frame. */
  readonly seed: number;
}

/** A star where it fell, with the electrons that were expected from it. */
export interface TrueStar extends SkyStar, PixelPosition {
  readonly electrons: number;
}

export interface FrameTruth {
  readonly wcs: Wcs;
  /** The stars whose centre is on the frame, in the order given. */
  readonly stars: readonly TrueStar[];
  /** At the middle of the frame. */
  readonly backgroundEPerPx: number;
  readonly cosmicRays: number;
}

/**
 * Exposes a frame: stars by gnomonic projection as Moffat profiles integrated over pixels, sky, trails, dark current,
 * photon noise (Poisson), read noise (normal), cosmic rays, bias, gain, rounding to whole ADU, saturation.
 */
export function renderFrame(scene: FrameScene): { image: Image<Uint16Array>; truth: FrameTruth } {
  const dice = random(scene.seed);
  const { widthPx, heightPx } = scene;
  const ideal = cameraWcs(scene);
  const wcs = scene.distortion ? new Wcs(ideal.reference, ideal.referencePx, ideal.cd, scene.distortion) : ideal;
  const fwhmPx = scene.fwhmArcsec / scene.pixelScaleArcsec;
  const backgroundEPerPx = skyElectrons(scene) + scene.darkEPerS * scene.exposureS;
  const plane = { widthPx, heightPx, electrons: new Float32Array(widthPx * heightPx).fill(backgroundEPerPx) };
  if (scene.skySlope) slope(plane, skyElectrons(scene), scene.skySlope);
  const stars = scene.stars.flatMap((star) => {
    const seen = projectStar(star, scene, wcs);
    if (!seen) return [];
    addStar(plane, seen.xPx - 1, seen.yPx - 1, seen.electrons, fwhmPx);
    return isOnFrame(seen, scene) ? [seen] : [];
  });
  for (const trail of scene.trails ?? []) addTrail(plane, trail, fwhmPx);
  const rays = new Float32Array(scene.cosmicRaysPerFrame > 0 ? widthPx * heightPx : 0);
  const cosmicRays = poisson(scene.cosmicRaysPerFrame, dice);
  for (let i = 0; i < cosmicRays; i++) addCosmicRay({ widthPx, heightPx, electrons: rays }, dice);
  const data = readOut(plane.electrons, rays, scene, dice);
  return { image: { widthPx, heightPx, data }, truth: { wcs, stars, backgroundEPerPx, cosmicRays } };
}

const skyElectrons = (scene: FrameScene): number =>
  10 ** (0.4 * (scene.zeroPointMag - scene.skyMagPerArcsec2)) * scene.pixelScaleArcsec ** 2 * scene.exposureS;

/** Adds a plane that is zero in the middle of the frame. */
function slope(
  { widthPx, heightPx, electrons }: { widthPx: number; heightPx: number; electrons: Float32Array },
  skyEPerPx: number,
  [alongX, alongY]: readonly [number, number],
): void {
  for (let y = 0, at = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, at++) {
      const rise = alongX * ((x + 0.5) / widthPx - 0.5) + alongY * ((y + 0.5) / heightPx - 0.5);
      electrons[at] = (electrons[at] ?? 0) + skyEPerPx * rise;
    }
}

function projectStar(star: SkyStar, scene: FrameScene, wcs: Wcs): TrueStar | undefined {
  const at = wcs.skyToPixel(star);
  if (!at || !Number.isFinite(star.mag)) return undefined;
  const seenMag = star.mag + scene.extinctionMag * scene.airmass + (scene.colourTerm ?? 0) * (star.colour ?? 0);
  return { ...star, ...at, electrons: 10 ** (0.4 * (scene.zeroPointMag - seenMag)) * scene.exposureS };
}

const isOnFrame = ({ xPx, yPx }: PixelPosition, { widthPx, heightPx }: FrameScene): boolean =>
  xPx >= 0.5 && yPx >= 0.5 && xPx < widthPx + 0.5 && yPx < heightPx + 0.5;

function readOut(
  electrons: Float32Array,
  rays: Float32Array,
  { gainEPerAdu, readNoiseE, biasAdu, saturationAdu }: FrameScene,
  dice: ReturnType<typeof random>,
): Uint16Array {
  const data = new Uint16Array(electrons.length);
  const ceiling = Math.min(65535, saturationAdu);
  for (let i = 0; i < data.length; i++) {
    const collected = poisson(electrons[i] ?? 0, dice) + (rays[i] ?? 0);
    const adu = biasAdu + (collected + readNoiseE * dice.normal()) / gainEPerAdu;
    data[i] = max(0, min(ceiling, round(adu)));
  }
  return data;
}
