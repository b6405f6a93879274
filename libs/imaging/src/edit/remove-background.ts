import type { Pixels } from '@nightjar/astro';
import type { Header } from '../fits/header.js';
import type { Image } from '../image.js';
import { meshBackground } from '../statistics/mesh.js';
import { openedSky } from '../statistics/opening.js';
import { median } from '../statistics/robust.js';
import { EditError, type Edited } from './provenance.js';

/**
 * How the sky is told from what stands in it: in cells, by their `median` or by SExtractor's estimate of their `mode`, which leans
 * away from faint stars; or by an `opening`, which follows a sky that changes within a cell.
 */
export type SkyEstimate = 'median' | 'mode' | 'opening';

export interface BackgroundRemoval {
  readonly how: 'subtract' | 'divide';
  /** Default median. */
  readonly estimate?: SkyEstimate;
  /** Side of a cell, or diameter of the disc of an opening: wider than any star. Default 128, of a disc 25. */
  readonly sizePx?: Pixels;
  readonly mask?: Uint8Array;
}

/** As many steps for each pixel as a disc has rows: beyond this it takes minutes. */
const widestDiscPx = 256;

/**
 * Takes the large-scale sky off a frame, or divides by it and multiplies by its median (a flat field from the sky).
 * @throws EditError when it would divide by a sky that is not positive, or for an opening too wide.
 */
export function removeBackground(
  { header, image }: { readonly header: Header; readonly image: Image },
  { how, estimate = 'median', sizePx = estimate === 'opening' ? 25 : 128, mask }: BackgroundRemoval,
): Edited {
  const { widthPx, heightPx } = image;
  const { data, level: middle } = skyOf(image, estimate, sizePx, mask);
  // no sky near a pixel is no reason: it is masked itself
  if (how === 'divide' && (data.some((level) => level <= 0) || !data.some((level) => level > 0))) {
    throw new EditError('no_scale', 'the sky is not positive everywhere: subtract it, or undo an earlier subtraction');
  }
  for (let i = 0; i < data.length; i++) {
    const [value, level] = [image.data[i] ?? NaN, data[i] ?? NaN];
    data[i] = how === 'subtract' ? value - level : (value * middle) / level;
  }
  const words = how === 'subtract' ? 'subtracted' : `divided out, times its median ${middle.toFixed(2)} ADU`;
  const by =
    estimate === 'opening'
      ? `by an opening of ${sizePx} px`
      : `in cells of ${sizePx} px${estimate === 'mode' ? ' by their mode' : ''}`;
  return { header, image: { widthPx, heightPx, data }, provenance: [`background ${by} ${words}`] };
}

function skyOf(image: Image, estimate: SkyEstimate, sizePx: Pixels, mask: Uint8Array | undefined) {
  if (estimate === 'opening') {
    if (sizePx > widestDiscPx)
      throw new EditError('too_wide', `an opening of ${sizePx} px takes too long: at most ${widestDiscPx}, or cells`);
    const data = openedSky(image, sizePx, mask);
    return { data, level: median(data) };
  }
  const sky = meshBackground(image, { cellPx: sizePx, level: estimate, ...(mask && { mask }) });
  return { data: sky.levelMap(), level: sky.level };
}
