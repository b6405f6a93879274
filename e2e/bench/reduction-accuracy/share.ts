import { renderFrame } from '@nightjar/imaging';
import { mean } from '../figures.js';
import { camera, gainEPerAdu } from './field.js';
import { measure } from './reduce.js';

/** The part of a star's light that the aperture holds: of 100 bright stars at all places on the pixel grid. */
export function apertureShare(): number {
  const step = (90 * camera.pixelScaleArcsec) / 3600;
  const stars = Array.from({ length: 100 }, (_, i) => ({
    raDeg: 150 + ((i % 10) - 4.5) * step * 1.013,
    decDeg: (Math.floor(i / 10) - 4.5) * step * 1.007,
    mag: 9.5,
  }));
  const { image, truth } = renderFrame({
    ...camera,
    ...{ centre: { raDeg: 150, decDeg: 0 }, stars, seed: 999, skyMagPerArcsec2: 26, saturationAdu: 65_535 },
  });
  const fluxes = measure(image, truth.stars);
  return mean(fluxes.map(({ fluxAdu }, i) => (fluxAdu * gainEPerAdu) / (truth.stars[i]?.electrons ?? NaN)));
}
