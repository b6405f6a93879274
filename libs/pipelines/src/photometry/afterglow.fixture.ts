import { newId, type DataProduct } from '@nightjar/contracts';
import {
  fadingMagnitude,
  frameHeader,
  readStarkd,
  renderFrame,
  starkdArguments,
  writeImage,
  type FadingLaw,
  type FrameScene,
  type SkyPosition,
  type TychoStar,
} from '@nightjar/imaging';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineInput } from '../kit/definition.js';
import { tycho2Index } from './tools.js';

/** One exposure of the made-up night. */
export interface Exposure {
  readonly mag: number;
  readonly exposureS: number;
  readonly fwhmPx: number;
  readonly seed: number;
}

export const camera = { widthPx: 1024, heightPx: 1024, pixelScaleArcsec: 4.2, gainEPerAdu: 1.5, readNoiseE: 8 };
const saturationAdu = 65535;
const startAt = new Date('2008-03-19T06:13:20Z');

/** The stars of Tycho-2 about a place. */
export function starsAbout(centre: SkyPosition, folder: string): readonly TychoStar[] {
  execFileSync('query-starkd', starkdArguments(centre, 1.1, tycho2Index, 'sky.fits'), { cwd: folder, stdio: 'ignore' });
  return readStarkd(readFileSync(join(folder, 'sky.fits')));
}

/** A frame with an afterglow of this magnitude at the target; the mount is off by some arcminutes. */
export function exposeFrame(target: SkyPosition, stars: readonly TychoStar[], exposure: Exposure): Buffer {
  const { mag, exposureS, fwhmPx, seed } = exposure;
  const off = (step: number): number => (((seed * step) % 17) - 8) / 100;
  const centre = {
    raDeg: target.raDeg + off(5) / Math.cos((target.decDeg * Math.PI) / 180),
    decDeg: target.decDeg + off(7),
  };
  const scene: FrameScene = {
    ...camera,
    centre,
    rotationDeg: 0,
    stars: [{ ...target, mag }, ...stars],
    zeroPointMag: 20,
    extinctionMag: 0.13,
    airmass: 1.3,
    fwhmArcsec: fwhmPx * camera.pixelScaleArcsec,
    skyMagPerArcsec2: 20.8,
    exposureS,
    biasAdu: 1000,
    darkEPerS: 0.05,
    saturationAdu,
    cosmicRaysPerFrame: 1 + exposureS / 30,
    seed,
  };
  const header = frameHeader({
    ...{ startAt, exposureS, filter: 'V', gainEPerAdu: 1.5, readNoiseE: 8, saturationAdu, pointing: target },
    ...{
      object: 'afterglow',
      airmass: 1.3,
      telescope: 'mount',
      instrument: 'north',
      pixelScaleArcsec: 4.2,
      binning: 1,
    },
    ...{ ccdTemperatureC: -60, imageType: 'LIGHT' as const },
    site: { latitudeDeg: 31.0439, longitudeDeg: -115.4637, elevationM: 2800 },
  });
  return writeImage(header, renderFrame(scene).image);
}

/** Exposures of a source that fades from 11.2 to 17.5, longer as it grows fainter, under changing seeing. */
export function fadingNight(count: number): Exposure[] {
  const law: FadingLaw = { magAtReference: 11.2, referenceS: 60, slope: 1.15 };
  const span = 10 ** ((17.5 - 11.2) / (2.5 * law.slope));
  return Array.from({ length: count }, (_, i) => {
    const sinceS = law.referenceS * span ** (i / Math.max(1, count - 1));
    const exposureS = sinceS < 200 ? 20 : sinceS < 800 ? 40 : sinceS < 3000 ? 60 : 120;
    const mag = fadingMagnitude(law, sinceS, exposureS);
    return { mag, exposureS, fwhmPx: 2.5 + ((i * 7) % 6) / 10, seed: i + 1 };
  });
}

/** A frame as the catalogue knows it. */
export const frameProduct = (path: string, changes: Partial<DataProduct> = {}): PipelineInput => ({
  path,
  product: {
    ...{ id: newId('prd'), name: 'frame.fits', type: 'frame', mediaType: 'application/fits', size: 2_000_000 },
    ...{ sha256: 'a'.repeat(64), target: null, observation: null, process: null, of: null, meta: {}, tags: [] },
    ...{ createdAt: '2008-03-19T06:14:00.000Z', traceId: null },
    ...changes,
  },
});
