import { newId, type DataProduct, type Target } from '@nightjar/contracts';
import {
  frameHeader,
  readStarkd,
  renderFrame,
  starkdArguments,
  writeImage,
  type FrameScene,
  type SkyStar,
} from '@nightjar/imaging';
import { tycho2Index } from '@nightjar/pipelines';
import { ProductStore } from '@nightjar/service-kit';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TRACE = '0af7651916cd43dd8448eb211c80319c';
export const TRUE_MAG = 12.4;

export const afterglow: Target = {
  ...{
    id: newId('tgt'),
    name: 'Swift 306757',
    aliases: [],
    extras: {},
    raDeg: 217.926,
    decDeg: 36.303,
    errorDeg: 0.05,
  },
  ...{ epoch: '2008-03-19T06:12:49.000Z', createdAt: '2008-03-19T06:13:05.000Z', traceId: TRACE },
};

const camera = {
  widthPx: 1024,
  heightPx: 1024,
  pixelScaleArcsec: 4.2,
  gainEPerAdu: 1.5,
  readNoiseE: 8,
  saturationAdu: 65535,
};

const sky: Omit<FrameScene, 'stars' | 'exposureS' | 'seed'> = {
  ...camera,
  ...{ centre: afterglow, rotationDeg: 0, zeroPointMag: 20, extinctionMag: 0.13, airmass: 1.3, fwhmArcsec: 11 },
  ...{ skyMagPerArcsec2: 20.8, biasAdu: 1000, darkEPerS: 0.05, cosmicRaysPerFrame: 3 },
};

/** A frame of the target's field with its afterglow and whatever else is new, or with the dome closed. */
export function frameOf(
  exposureS: number,
  seed: number,
  dome: 'open' | 'closed' = 'open',
  more: readonly SkyStar[] = [],
): Buffer {
  const stars = dome === 'open' ? [{ ...afterglow, mag: TRUE_MAG }, ...tychoStars(), ...more] : [];
  const skyMagPerArcsec2 = dome === 'open' ? sky.skyMagPerArcsec2 : 60;
  const { image } = renderFrame({ ...sky, skyMagPerArcsec2, stars, exposureS, seed });
  const header = frameHeader({
    ...{
      ...camera,
      startAt: new Date('2008-03-19T06:13:20Z'),
      exposureS,
      filter: 'V',
      pointing: afterglow,
      binning: 1,
    },
    ...{ object: afterglow.name, airmass: 1.3, telescope: 'mount', instrument: 'north', ccdTemperatureC: -60 },
    site: { latitudeDeg: 31.0439, longitudeDeg: -115.4637, elevationM: 2800 },
    imageType: 'LIGHT',
  });
  return writeImage(header, image);
}

function tychoStars(): readonly SkyStar[] {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-sky-'));
  try {
    const query = starkdArguments(afterglow, 1, tycho2Index, 'sky.fits');
    execFileSync('query-starkd', query, { cwd: folder, stdio: 'ignore' });
    return readStarkd(readFileSync(join(folder, 'sky.fits')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A frame in the store, as the catalogue tells of it. */
export async function storedFrame(
  home: string,
  fits: Buffer,
  changes: Partial<DataProduct> = {},
): Promise<DataProduct> {
  return {
    ...{ id: newId('prd'), name: 'swift-306757.fits', type: 'frame', mediaType: 'application/fits' },
    ...(await new ProductStore(home).put(fits)),
    ...{
      target: afterglow.id,
      observation: newId('obs'),
      process: null,
      of: null,
      meta: { camera: 'north' },
      tags: [],
    },
    ...{ createdAt: '2008-03-19T06:14:00.000Z', traceId: TRACE, ...changes },
  };
}
