import type { Pixels } from '@nightjar/astro';
import {
  matchNearest,
  type Image,
  type PixelPosition,
  type SextractorSource,
  type TychoStar,
  type Wcs,
} from '@nightjar/imaging';
import type { Detections } from './detect.js';

/** A catalogue star and the source on the frame that is it. */
export interface SeenStar {
  readonly star: TychoStar;
  readonly source: SextractorSource;
  /** Where the WCS puts the star. */
  readonly predicted: PixelPosition;
}

/** Why a star is no measure for others; undefined when it is one. */
export type Unfit = 'saturated' | 'blended' | 'edge' | 'near the target';

/** From this share of the saturation level on detectors are no longer linear. */
export const nearSaturation = 0.85;
/** A neighbour's light in the aperture or the sky ring of more than this share of a star's is felt. */
const feltShare = 0.005;

/** Pairs the sources seen with the catalogue, within three pixels. */
export function identify({ sources }: Detections, stars: readonly TychoStar[], wcs: Wcs): SeenStar[] {
  const sky = sources.map((source) => wcs.pixelToSky(source));
  return matchNearest(sky, stars, 3 * wcs.pixelScaleArcsec).flatMap(({ a, b }) => {
    const [source, star] = [sources[a], stars[b]];
    const predicted = star && wcs.skyToPixel(star);
    return source && star && predicted ? [{ star, source, predicted }] : [];
  });
}

/** Judges whether a star may say how bright others are. */
export function judgeStar(
  { source, star, predicted }: SeenStar,
  surroundings: {
    readonly image: Pick<Image, 'widthPx' | 'heightPx'>;
    readonly sources: readonly SextractorSource[];
    readonly catalogue: readonly (PixelPosition & Pick<TychoStar, 'mag'>)[];
    readonly saturationAdu: number;
    readonly target: PixelPosition;
    readonly reachPx: Pixels;
  },
): Unfit | undefined {
  const { image, sources, catalogue, saturationAdu, target, reachPx } = surroundings;
  if ((source.flags & 4) !== 0 || source.fluxMaxAdu + source.backgroundAdu >= nearSaturation * saturationAdu)
    return 'saturated';
  if ((source.flags & ~7) !== 0 || edgeDistance(source, image) < reachPx) return 'edge';
  if (Math.hypot(source.xPx - target.xPx, source.yPx - target.yPx) < reachPx) return 'near the target';
  const near = ({ xPx, yPx }: PixelPosition, to: PixelPosition): boolean =>
    Math.hypot(xPx - to.xPx, yPx - to.yPx) < reachPx;
  const faintest = feltShare * source.fluxAutoAdu;
  const crowd = sources.some((other) => other !== source && other.fluxAutoAdu > faintest && near(other, source));
  // two stars that the frame shows as one are two in the catalogue
  const faintestMag = star.mag - 2.5 * Math.log10(feltShare);
  const known = catalogue.some(
    (other) => !isSame(other, predicted) && other.mag < faintestMag && near(other, predicted),
  );
  return crowd || known ? 'blended' : undefined;
}

const isSame = (a: PixelPosition, b: PixelPosition): boolean => Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx) < 1e-6;

/** Distance of a place from the nearest edge of the frame; negative outside. */
export const edgeDistance = (
  { xPx, yPx }: PixelPosition,
  { widthPx, heightPx }: Pick<Image, 'widthPx' | 'heightPx'>,
): Pixels => Math.min(xPx - 0.5, yPx - 0.5, widthPx + 0.5 - xPx, heightPx + 0.5 - yPx);
