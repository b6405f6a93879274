import type { Header } from '../fits/header.js';
import { excluded, type Image } from '../image.js';
import { meshBackground } from '../statistics/mesh.js';
import { EditError, type Edited } from './provenance.js';

const rounds = 5;
const clipAt = 3;
/** Fringes vary over tens of pixels: the sky is measured in larger cells. */
const skyCellPx = 256;

/**
 * Subtracts a fringe map scaled to the frame. The scale is that of least squares between frame and map, both less their
 * large-scale sky; pixels more than three sigma off (stars) are left out, five times.
 * @throws EditError when map and frame differ in size or the map is flat.
 */
export function subtractFringes(
  { header, image }: { readonly header: Header; readonly image: Image },
  fringes: Image,
  mask?: Uint8Array,
): Edited & { readonly scale: number } {
  const { widthPx, heightPx } = image;
  if (fringes.widthPx !== widthPx || fringes.heightPx !== heightPx) {
    throw new EditError(
      'sizes_differ',
      `the fringe map has ${fringes.widthPx} x ${fringes.heightPx} pixels, the frame ${widthPx} x ${heightPx}`,
    );
  }
  const [seen, pattern] = [aboveSky(image, mask), aboveSky(fringes)];
  const scale = fitScale(seen, pattern, mask);
  const data = Float32Array.from(image.data, (value, i) => value - scale * (pattern[i] || 0));
  return {
    header,
    image: { widthPx, heightPx, data },
    scale,
    provenance: [`fringe map subtracted, scaled by ${scale.toPrecision(4)}`],
  };
}

function aboveSky(image: Image, mask?: Uint8Array): Float32Array {
  const level = meshBackground(image, skyCellPx, mask).levelMap();
  return level.map((sky, i) => (image.data[i] ?? NaN) - sky);
}

function fitScale(seen: Float32Array, pattern: Float32Array, mask: Uint8Array | undefined): number {
  let [scale, limit] = [0, Infinity];
  for (let round = 0; round <= rounds; round++) {
    let [cross, square, squares, count] = [0, 0, 0, 0];
    for (let i = 0; i < seen.length; i++) {
      const [value, shape] = [seen[i] ?? NaN, pattern[i] ?? NaN];
      const residual = value - scale * shape;
      if (excluded(residual, mask, i) || Math.abs(residual) > limit) continue;
      cross += value * shape;
      square += shape * shape;
      squares += residual * residual;
      count++;
    }
    if (!(square > 0))
      throw new EditError('no_scale', 'the fringe map is flat or wholly masked: nothing can be scaled');
    scale = cross / square;
    limit = clipAt * Math.sqrt(squares / count);
  }
  return scale;
}
