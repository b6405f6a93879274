import {
  blackAndWhite,
  cutout,
  greyLevels,
  renderPng,
  writeCandidateCutout,
  type Card,
  type CutoutPlane,
  type Header,
  type Image,
} from '@nightjar/imaging';
import type { MadeProduct } from '../kit/output.js';
import type { CandidateRecord } from './candidate-files.js';

/** Half side of a cutout: 61 by 61 pixels, as STDWeb cuts. */
export const cutoutHalfPx = 30;
/** The most significant ones get a cutout each. */
export const mostCutouts = 100;

/** A plane of a cutout, and whether the picture shows it. */
export interface PlaneToCut extends CutoutPlane {
  /** Left to right in the order of the planes, each with black and white of its own. */
  readonly drawn: boolean;
}

interface CutoutFrame {
  readonly header: Header;
  readonly planes: readonly PlaneToCut[];
  readonly of: MadeProduct['of'];
}

/** A FITS cutout of all planes, and a picture of those that are drawn, of each of the candidates, most significant first. */
export const cutoutsOf = (candidates: readonly CandidateRecord[], frame: CutoutFrame): MadeProduct[] =>
  candidates
    .toSorted((a, b) => Math.abs(b.snr) - Math.abs(a.snr))
    .slice(0, mostCutouts)
    .flatMap((candidate, i) =>
      cutoutOf(candidate, `candidate_${String(i + 1).padStart(3, '0')}_${candidate.name}`, frame),
    );

export function cutoutOf(
  candidate: Pick<CandidateRecord, 'name' | 'xPx' | 'yPx' | 'snr' | 'mag'>,
  stem: string,
  { header, planes, of }: CutoutFrame,
): MadeProduct[] {
  const cards: Card[] = [
    { keyword: 'OBJECT', value: candidate.name },
    { keyword: 'SN', value: candidate.snr, comment: 'significance' },
    ...(candidate.mag === null ? [] : [{ keyword: 'MAG', value: candidate.mag, comment: '[mag] of the change' }]),
  ];
  const meta = { candidate: candidate.name, xPx: candidate.xPx, yPx: candidate.yPx };
  const content = writeCandidateCutout({ at: candidate, halfSizePx: cutoutHalfPx, header, planes, cards });
  const panels = planes.filter(({ drawn }) => drawn).map(({ image }) => cutout(image, candidate, cutoutHalfPx));
  return [
    { file: `${stem}.fits`, type: 'other', mediaType: 'application/fits', of, tag: 'cutout', meta, content },
    {
      ...{ file: `${stem}.png`, type: 'preview', mediaType: 'image/png', of, tag: 'cutout', meta },
      content: renderPng(sideBySide(panels), { stretch: 'linear', percentiles: [0, 100] }),
    },
  ];
}

const gapPx = 2;

/** Pictures beside one another with a white line between them, each with black and white of its own. */
function sideBySide(panels: readonly Image<Float32Array>[]): Image<Uint8Array> {
  const [side, count] = [panels[0]?.widthPx ?? 0, panels.length];
  const widthPx = count * (side + gapPx) - gapPx;
  const data = new Uint8Array(Math.max(0, widthPx) * side).fill(255);
  panels.forEach((panel, i) => {
    const grey = greyLevels(panel.data, 'asinh', blackAndWhite(panel.data, [0.5, 99.8]));
    for (let y = 0; y < side; y++) data.set(grey.subarray(y * side, (y + 1) * side), y * widthPx + i * (side + gapPx));
  });
  return { widthPx, heightPx: side, data };
}
