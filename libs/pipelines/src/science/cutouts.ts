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
  type PixelPosition,
} from '@nightjar/imaging';
import type { CandidatePicture } from '@nightjar/contracts';
import type { MadeProduct } from '../kit/output.js';
import type { CandidateRecord } from './candidate-files.js';

/** Half side of a cutout: 61 by 61 pixels, as STDWeb cuts. */
export const cutoutHalfPx = 30;
/** So many of the most significant ones that are kept have a picture of their own each. */
const mostPictures = 100;

/** A plane of a cutout, and whether the picture shows it. */
export interface PlaneToCut extends CutoutPlane {
  /** Left to right in the order of the planes, each with black and white of its own. */
  readonly drawn: boolean;
}

export interface CutoutFrame {
  readonly header: Header;
  readonly planes: readonly PlaneToCut[];
  readonly of: MadeProduct['of'];
}

/** So many triplets stand below one another on a sheet. */
const sheetRows = 50;

/**
 * Cutouts of candidates in their order, those that are kept first: each of these has a FITS file of all planes. Every candidate is shown:
 * the first of those that are kept by pictures of their own, the others on sheets, as another thousand files for each frame would do
 * no good.
 */
export function drawCandidates(stem: string, candidates: readonly CandidateRecord[], frame: CutoutFrame) {
  const products: MadeProduct[] = [];
  const pictures: CandidatePicture[] = [];
  const kept = candidates.filter((candidate) => candidate.kept);
  const first = Math.min(kept.length, mostPictures);
  kept.forEach((candidate, i) => {
    const name = `candidate_${String(i + 1).padStart(3, '0')}_${candidate.name}`;
    products.push(fitsOf(candidate, name, frame));
    if (i >= first) return;
    products.push(pictureOf(candidate, name, frame));
    pictures.push({ file: `${name}.png`, row: 0, rows: 1 });
  });
  for (let at = first, n = 1; at < candidates.length; at += sheetRows, n++) {
    const onSheet = candidates.slice(at, at + sheetRows);
    const file = `${stem}_sheet_${String(n).padStart(2, '0')}.png`;
    products.push(sheetOf(file, onSheet, frame));
    for (const row of onSheet.keys()) pictures.push({ file, row, rows: onSheet.length });
  }
  return { products, pictures };
}

function sheetOf(file: string, candidates: readonly CandidateRecord[], { planes, of }: CutoutFrame): MadeProduct {
  const rows = candidates.map((candidate) => sideBySide(panelsOf(planes, candidate)));
  const { widthPx = 0, heightPx = 0 } = rows[0] ?? {};
  const data = new Uint8Array(widthPx * heightPx * rows.length);
  // the first one stands at the top, where the last rows of a FITS image are
  rows.toReversed().forEach((row, i) => data.set(row.data, i * widthPx * heightPx));
  const sheet = { widthPx, heightPx: heightPx * rows.length, data };
  const content = renderPng(sheet, { ...asItIs, maxSizePx: sheet.heightPx + widthPx });
  const meta = { candidates: candidates.map(({ name }) => name) };
  return { file, type: 'preview', mediaType: 'image/png', of, tag: 'cutout', meta, content };
}

const asItIs = { stretch: 'linear', percentiles: [0, 100] } as const;

const panelsOf = (planes: readonly PlaneToCut[], at: PixelPosition, halfPx = cutoutHalfPx) =>
  planes.filter(({ drawn }) => drawn).map(({ image }) => cutout(image, at, halfPx));

type Shown = Pick<CandidateRecord, 'name' | 'xPx' | 'yPx' | 'snr' | 'mag'>;

/** A cutout as a FITS file of all planes, and as a picture. */
export const cutoutOf = (shown: Shown, stem: string, frame: CutoutFrame): MadeProduct[] => [
  fitsOf(shown, stem, frame),
  pictureOf(shown, stem, frame),
];

const metaOf = ({ name, xPx, yPx }: Shown) => ({ candidate: name, xPx, yPx });

function fitsOf(candidate: Shown, stem: string, { header, planes, of }: CutoutFrame): MadeProduct {
  const cards: Card[] = [
    { keyword: 'OBJECT', value: candidate.name },
    { keyword: 'SN', value: candidate.snr, comment: 'significance' },
    ...(candidate.mag === null ? [] : [{ keyword: 'MAG', value: candidate.mag, comment: '[mag] of the change' }]),
  ];
  return {
    ...{
      file: `${stem}.fits`,
      type: 'other',
      mediaType: 'application/fits',
      of,
      tag: 'cutout',
      meta: metaOf(candidate),
    },
    content: writeCandidateCutout({ at: candidate, halfSizePx: cutoutHalfPx, header, planes, cards }),
  };
}

const pictureOf = (candidate: Shown, stem: string, { planes, of }: CutoutFrame): MadeProduct => ({
  ...{ file: `${stem}.png`, type: 'preview', mediaType: 'image/png', of, tag: 'cutout', meta: metaOf(candidate) },
  content: cutoutPicture(planes, candidate, cutoutHalfPx),
});

/** The planes that are drawn, about a place, beside one another as a PNG. */
export function cutoutPicture(planes: readonly PlaneToCut[], at: PixelPosition, halfPx: number): Buffer {
  return renderPng(sideBySide(panelsOf(planes, at, halfPx)), asItIs);
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
