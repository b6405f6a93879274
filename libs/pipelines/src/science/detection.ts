import { halfFluxRadius, type Detection, type Image, type PixelPosition } from '@nightjar/imaging';

/** What the classifier wants to know of a source. The sky of the image is zero. */
export function detectionOf(
  image: Image<Float32Array>,
  at: PixelPosition,
  fwhmPx: number | undefined,
  typicalPx: number,
  flags: number,
): Detection | undefined {
  const halfLightRadiusPx = halfFluxRadius(image, at, { radiusPx: 2 * typicalPx });
  const fluxAutoAdu = sumWithin(image, at, 2 * typicalPx);
  const fluxMaxAdu = image.data[(Math.round(at.yPx) - 1) * image.widthPx + Math.round(at.xPx) - 1] ?? NaN;
  if (halfLightRadiusPx === undefined || fwhmPx === undefined || !(fluxAutoAdu > 0) || !(fluxMaxAdu > 0))
    return undefined;
  const autoMag = -2.5 * Math.log10(fluxAutoAdu);
  return { xPx: at.xPx, yPx: at.yPx, halfLightRadiusPx, fwhmPx, fluxMaxAdu, fluxAutoAdu, autoMag, flags };
}

function sumWithin({ widthPx, heightPx, data }: Image, { xPx, yPx }: PixelPosition, radiusPx: number): number {
  let sum = 0;
  for (let y = Math.max(1, Math.ceil(yPx - radiusPx)); y <= Math.min(heightPx, yPx + radiusPx); y++)
    for (let x = Math.max(1, Math.ceil(xPx - radiusPx)); x <= Math.min(widthPx, xPx + radiusPx); x++)
      if (Math.hypot(x - xPx, y - yPx) <= radiusPx) sum += data[(y - 1) * widthPx + x - 1] ?? 0;
  return sum;
}
