import {
  findStars,
  halfFluxRadius,
  matchedFrames,
  prefilter,
  type Candidate,
  type Detection,
  type Difference,
  type Image,
  type PixelPosition,
  type PrefilterVerdict,
} from '@nightjar/imaging';

/** A candidate is judged by the stars of the frame, and teaches nothing about them. */
const notATeacher = 0x1000;

/**
 * Whether each candidate is shaped as the stars of the science frame are, by the classifier that has learnt from those
 * stars. Both are looked at under the point spread function of the difference.
 */
export function judgeShapes(
  difference: Difference,
  candidates: readonly Candidate[],
): Pick<PrefilterVerdict, 'odd' | 'stoodDown'> {
  const { widthPx, heightPx, mask, fwhmPx } = difference;
  const { science } = matchedFrames(difference);
  const stars = findStars(science, { mask, fwhmPx, threshold: 10 });
  const teachers = stars.flatMap((star) => detectionOf(science, star, star.fwhmPx, fwhmPx, 0) ?? []);
  const positive = { widthPx, heightPx, data: difference.difference };
  const negative = { widthPx, heightPx, data: difference.difference.map((value) => -value) };
  const judged = candidates.map((candidate) =>
    detectionOf(candidate.sign === 'positive' ? positive : negative, candidate, candidate.fwhmPx, fwhmPx, notATeacher),
  );
  const known = judged.flatMap((detection) => detection ?? []);
  const verdict = prefilter([...teachers, ...known]);
  let next = teachers.length;
  // one whose light has no half, or no width, is for the filter of shapes to refuse
  const odd = judged.map((detection) => (detection ? (verdict.odd[next++] ?? false) : false));
  return verdict.stoodDown === undefined ? { odd } : { odd, stoodDown: verdict.stoodDown };
}

/** What the classifier wants to know of a source. The sky of the image is zero. */
function detectionOf(
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
