import {
  findStars,
  matchedFrames,
  prefilter,
  type Candidate,
  type Difference,
  type PrefilterVerdict,
} from '@nightjar/imaging';
import { detectionOf } from '../science/detection.js';

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
