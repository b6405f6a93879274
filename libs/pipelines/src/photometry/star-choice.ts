import type { Arcseconds, Pixels } from '@nightjar/astro';
import {
  edgeDistance,
  matchNearest,
  type Image,
  type PixelPosition,
  type SextractorSource,
  type TychoStar,
  type Wcs,
} from '@nightjar/imaging';

/** A catalogue star and the source on the frame that is it. */
export interface SeenStar<Star extends TychoStar = TychoStar> {
  readonly star: Star;
  readonly source: SextractorSource;
  /** Where the WCS puts the star. */
  readonly predicted: PixelPosition;
}

/** Why a star is no measure for others; undefined when it is one. */
export type Unfit = 'saturated' | 'blended' | 'edge' | 'near the target' | 'masked' | 'unusual shape' | 'out of range';

/** From this share of the saturation level on detectors are no longer linear. */
export const nearSaturation = 0.85;
/** A neighbour's light in the aperture or the sky ring of more than this share of a star's is felt. */
export const strictShare = 0.005;

/** Pairs the sources seen with the catalogue: each with the nearest within a radius, none twice. */
export function identify<Star extends TychoStar>(
  sources: readonly SextractorSource[],
  stars: readonly Star[],
  wcs: Wcs,
  radiusArcsec: Arcseconds,
): SeenStar<Star>[] {
  const sky = sources.map((source) => wcs.pixelToSky(source));
  return matchNearest(sky, stars, radiusArcsec).flatMap(({ a, b }) => {
    const [source, star] = [sources[a], stars[b]];
    const predicted = star && wcs.skyToPixel(star);
    return source && star && predicted ? [{ star, source, predicted }] : [];
  });
}

/** SExtractor says so, or its peak comes where detectors are no longer linear. */
export const isNearSaturation = (
  { flags, fluxMaxAdu, backgroundAdu }: SextractorSource,
  saturationAdu: number,
): boolean => (flags & 4) !== 0 || fluxMaxAdu + backgroundAdu >= nearSaturation * saturationAdu;

/** Judges whether a star may say how bright others are. */
export function judgeStar(
  { source, star, predicted }: SeenStar,
  surroundings: {
    readonly image: Pick<Image, 'widthPx' | 'heightPx'>;
    readonly sources: readonly SextractorSource[];
    readonly catalogue: readonly (PixelPosition & Pick<TychoStar, 'mag'>)[];
    readonly saturationAdu: number;
    readonly targets: readonly PixelPosition[];
    readonly reachPx: Pixels;
    /** Default 0.005. */
    readonly feltShare?: number;
  },
): Unfit | undefined {
  const { image, sources, catalogue, saturationAdu, targets, reachPx, feltShare = strictShare } = surroundings;
  if (isNearSaturation(source, saturationAdu)) return 'saturated';
  if ((source.flags & ~7) !== 0 || edgeDistance(source, image) < reachPx) return 'edge';
  const near = ({ xPx, yPx }: PixelPosition, to: PixelPosition): boolean =>
    Math.hypot(xPx - to.xPx, yPx - to.yPx) < reachPx;
  if (targets.some((target) => near(source, target))) return 'near the target';
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
