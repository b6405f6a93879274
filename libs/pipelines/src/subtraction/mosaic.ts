import { matchedFrames, type Difference, type DifferenceFrame, type Image } from '@nightjar/imaging';
import type { SubFrame } from './sub-frames.js';

/** The planes of a subtraction over the whole frame; NaN, and a full mask, where no part could be subtracted. */
export interface Mosaic {
  /** Science less template. */
  readonly difference: Image<Float32Array>;
  readonly noise: Image<Float32Array>;
  /** Bits of the difference's mask. */
  readonly mask: Image<Uint8Array>;
  /** The template on the frame's pixels, as it was reprojected. */
  readonly template: Image<Float32Array>;
  /** 0 = sound, 1 = bad, 2 = the template ends there. */
  readonly templateMask: Image<Uint8Array>;
  /** The template as it was subtracted: on the scale of the frame, its stars as wide as those of the difference. */
  readonly convolved: Image<Float32Array>;
}

/** In a mask: no part that could be subtracted holds the pixel. */
export const notThere = 0xff;

export function emptyMosaic({ widthPx, heightPx }: Pick<Image, 'widthPx' | 'heightPx'>): Mosaic {
  const plane = () => ({ widthPx, heightPx, data: new Float32Array(widthPx * heightPx).fill(NaN) });
  const mask = () => ({ widthPx, heightPx, data: new Uint8Array(widthPx * heightPx).fill(notThere) });
  return {
    ...{ difference: plane(), noise: plane(), mask: mask() },
    ...{ template: plane(), templateMask: mask(), convolved: plane() },
  };
}

/** Writes what is a part's own into the planes of the frame. */
export function addPart(
  mosaic: Mosaic,
  { own, whole }: SubFrame,
  difference: Difference,
  template: DifferenceFrame,
): void {
  const planes = [
    [mosaic.difference.data, difference.difference],
    [mosaic.noise.data, difference.noise],
    [mosaic.mask.data, difference.mask],
    [mosaic.template.data, template.image.data],
    [mosaic.templateMask.data, unsound(template)],
    [mosaic.convolved.data, matchedFrames(difference).template.data],
  ] as const;
  const { widthPx } = mosaic.difference;
  for (const [to, from] of planes) {
    for (let y = own.y0; y < own.y1; y++) {
      const start = (y - whole.y0) * difference.widthPx + own.x0 - whole.x0;
      to.set(from.subarray(start, start + own.x1 - own.x0), y * widthPx + own.x0);
    }
  }
}

/** What holds no number is not there, whether that was said or not. */
const unsound = ({ image: { data }, mask }: DifferenceFrame): Uint8Array =>
  Uint8Array.from(data, (value, i) => mask?.[i] || (Number.isFinite(value) ? 0 : 2));
