import type { Magnitudes, Pixels } from '@nightjar/astro';
import { findStars, measureAperture, median, type PixelPosition } from '@nightjar/imaging';
import type { ScienceFrame } from './read-science.js';
import type { FrameZeroPoint } from './zero-point.js';

/** So far out the light of a star is counted as whole, in widths of a star: the square that differences are measured in. */
const wholeFwhm = 2.25;
const fewestStars = 5;

/**
 * A zero point for fluxes in an aperture as one for whole fluxes: moved by the share of a star's light that the aperture
 * holds. Undefined when the frame shows too few stars that tell.
 */
export function zeroPointOfWholeFlux(
  science: ScienceFrame,
  { value, radiusPx }: { readonly value: Magnitudes; readonly radiusPx: Pixels },
): Magnitudes | undefined {
  const share = apertureShare(science, radiusPx);
  return share === undefined ? undefined : value - 2.5 * Math.log10(share);
}

/** The frame's zero point for fluxes in an aperture of this radius. Where too few stars tell its share, all light is in it. */
export function zeroPointInAperture(
  science: ScienceFrame,
  radiusPx: Pixels,
): Pick<FrameZeroPoint, 'value' | 'error'> | undefined {
  const { zeroPoint } = science;
  if (!zeroPoint || zeroPoint.radiusPx === radiusPx) return zeroPoint;
  const share = apertureShare(science, radiusPx) ?? 1;
  return { value: zeroPoint.value + 2.5 * Math.log10(share), error: zeroPoint.error };
}

/** Share of a star's light within a radius: the median of bright stars that are alone; undefined when they are too few. */
export function apertureShare({ image, mask, seen }: ScienceFrame, radiusPx: Pixels): number | undefined {
  const { saturationAdu, gainEPerAdu } = seen;
  const stars = findStars(image, { mask, saturationAdu, threshold: 30, atMost: 100 });
  const fwhmPx = median(stars.map((star) => star.fwhmPx));
  const wholePx = Math.max(radiusPx, wholeFwhm * fwhmPx);
  const detector = { gainEPerAdu, saturationAdu };
  const ring: [number, number] = [wholePx + 1, wholePx + 1 + 3 * fwhmPx];
  const alone = (at: PixelPosition): boolean =>
    stars.filter((other) => Math.hypot(other.xPx - at.xPx, other.yPx - at.yPx) < 2 * ring[1]).length === 1;
  const shares = stars.filter(alone).flatMap((star) => {
    const [inner, whole] = [radiusPx, wholePx].map((radius) =>
      measureAperture(image, star, { radiusPx: radius, annulusPx: ring }, detector),
    );
    return inner && whole && inner.flags.length + whole.flags.length === 0 && whole.fluxAdu > 0
      ? [inner.fluxAdu / whole.fluxAdu]
      : [];
  });
  return shares.length < fewestStars ? undefined : median(shares);
}
