import { readStarkd, renderFrame, starkdArguments } from '@nightjar/imaging';
import { tycho2Index } from '@nightjar/pipelines';
import { inToolFolder } from '../reduction-accuracy/tool-folder.js';
import { honestFrame, pointing, type Honest } from './honest-frame.js';

const sidePx = 400;
const pixelScaleArcsec = 10;

/** One frame of real stars, which can be solved; the same for each seed. */
export function realSky(): Honest {
  const stars = inToolFolder(({ run, read }) => {
    run('query-starkd', starkdArguments(pointing, 0.9, tycho2Index, 'tycho.fits'));
    return readStarkd(read('tycho.fits'));
  });
  const { image } = renderFrame({
    ...{ widthPx: sidePx, heightPx: sidePx, pixelScaleArcsec, centre: pointing, rotationDeg: 30, stars, seed: 1 },
    ...{ zeroPointMag: 20.5, extinctionMag: 0.2, airmass: 1.2, fwhmArcsec: 25, skyMagPerArcsec2: 20.5 },
    ...{ exposureS: 30, gainEPerAdu: 1.5, readNoiseE: 8, biasAdu: 300, darkEPerS: 0.1, saturationAdu: 60_000 },
    cosmicRaysPerFrame: 2,
  });
  const header = honestFrame(1).header.with({ keyword: 'PIXSCALE', value: pixelScaleArcsec });
  return () => ({ header, image });
}
