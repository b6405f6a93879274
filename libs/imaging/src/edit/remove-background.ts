import type { Pixels } from '@nightjar/astro';
import type { Header } from '../fits/header.js';
import type { Image } from '../image.js';
import { meshBackground } from '../statistics/mesh.js';
import { EditError, type Edited } from './provenance.js';

/**
 * Takes the large-scale sky off a frame, or divides by it and multiplies by its median (a flat field from the sky).
 * @throws EditError when it would divide by a sky that is not positive.
 */
export function removeBackground(
  { header, image }: { readonly header: Header; readonly image: Image },
  {
    how,
    cellPx = 128,
    mask,
  }: { readonly how: 'subtract' | 'divide'; readonly cellPx?: Pixels; readonly mask?: Uint8Array },
): Edited {
  const { widthPx, heightPx } = image;
  const sky = meshBackground(image, cellPx, mask);
  const data = sky.levelMap();
  if (how === 'divide' && !data.every((level) => level > 0)) {
    throw new EditError('no_scale', 'the sky is not positive everywhere: subtract it, or undo an earlier subtraction');
  }
  for (let i = 0; i < data.length; i++) {
    const [value, level] = [image.data[i] ?? NaN, data[i] ?? NaN];
    data[i] = how === 'subtract' ? value - level : (value * sky.level) / level;
  }
  const words = how === 'subtract' ? 'subtracted' : `divided out, times its median ${sky.level.toFixed(2)} ADU`;
  return {
    header,
    image: { widthPx, heightPx, data },
    provenance: [`background in cells of ${cellPx} px ${words}`],
  };
}
