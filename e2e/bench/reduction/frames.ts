import {
  frameHeader,
  random,
  readStarkd,
  renderFrame,
  starkdArguments,
  writeImage,
  type SkyPosition,
} from '@nightjar/imaging';
import { tycho2Index } from '@nightjar/pipelines';
import { copyFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inToolFolder } from '../reduction-accuracy/tool-folder.js';

/** A frame to be reduced, and what is measured on it. */
export interface FrameToReduce {
  readonly name: string;
  readonly path: string;
  readonly target: SkyPosition;
}

/** HAT-P-32, near which both frames look. */
const target: SkyPosition = { raDeg: 31.04283, decDeg: 46.68784 };
const centre: SkyPosition = { raDeg: 31.2479, decDeg: 46.7402 };
const observed = join('fits', 'hatp32', 'HATP-32171220013343.FITS');

/** An observed frame where it is at hand, else one of the same size and sky. */
export async function smallFrame(folder: string, corpus: string | undefined): Promise<FrameToReduce> {
  const path = join(folder, 'small.fits');
  const from = corpus === undefined ? undefined : join(corpus, observed);
  if (from !== undefined && existsSync(from)) {
    await copyFile(from, path);
    return { name: 'HAT-P-32 013343, 650 x 500', path, target };
  }
  await writeFile(path, simulated({ widthPx: 650, heightPx: 500, pixelScaleArcsec: 5.16, faint: 1500 }));
  return { name: 'simulated, 650 x 500', path, target };
}

export async function largeFrame(folder: string): Promise<FrameToReduce> {
  const path = join(folder, 'large.fits');
  await writeFile(path, simulated({ widthPx: 4096, heightPx: 4096, pixelScaleArcsec: 1, faint: 12_000 }));
  return { name: 'simulated, 4096 x 4096', path, target };
}

interface Camera {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelScaleArcsec: number;
  /** Stars beyond those of Tycho-2, of magnitude 12 to 18. */
  readonly faint: number;
}

function simulated({ faint, ...camera }: Camera): Buffer {
  const { widthPx, heightPx, pixelScaleArcsec } = camera;
  const halfDeg = (Math.hypot(widthPx, heightPx) * pixelScaleArcsec) / 3600 / 2;
  const known = inToolFolder(({ run, read }) => {
    run('query-starkd', starkdArguments(centre, halfDeg, tycho2Index, 'tycho.fits'));
    return readStarkd(read('tycho.fits'));
  });
  const dice = random(1);
  const share = () => (2 * dice.uniform() - 1) * halfDeg;
  const more = Array.from({ length: faint }, () => ({
    raDeg: centre.raDeg + share() / Math.cos((centre.decDeg * Math.PI) / 180),
    decDeg: centre.decDeg + share(),
    mag: Math.max(12, 18 + Math.log10(dice.uniform()) / 0.3),
  }));
  const exposureS = 30;
  const gainEPerAdu = 1.5;
  const { image } = renderFrame({
    ...camera,
    ...{
      centre,
      rotationDeg: 12,
      stars: [...known, ...more],
      seed: 1,
      cosmicRaysPerFrame: (widthPx * heightPx) / 20_000,
    },
    ...{ zeroPointMag: 21, extinctionMag: 0.2, airmass: 1.2, fwhmArcsec: 2.7 * pixelScaleArcsec },
    ...{ skyMagPerArcsec2: 20.5, exposureS, gainEPerAdu, readNoiseE: 8, biasAdu: 300, darkEPerS: 0.1 },
    saturationAdu: 60_000,
  });
  const header = frameHeader({
    ...{ startAt: new Date('2017-12-20T01:33:43.000Z'), exposureS, filter: 'V', gainEPerAdu, readNoiseE: 8 },
    ...{ saturationAdu: 60_000, pointing: centre, object: 'HAT-P-32', airmass: 1.2, telescope: 'simulated' },
    ...{ instrument: 'north', site: { latitudeDeg: 50, longitudeDeg: 14, elevationM: 500 }, pixelScaleArcsec },
    ...{ binning: 1, ccdTemperatureC: -20, imageType: 'LIGHT' },
  });
  return writeImage(header, image);
}
