import type { Pixels } from '@nightjar/astro';
import {
  Header,
  imageParts,
  readSextractorCatalogue,
  sextractorRun,
  type FrameInspection,
  type Image,
  type SextractorSource,
} from '@nightjar/imaging';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext } from '../kit/definition.js';
import { isWhole } from './holes.js';
import type { Settings } from './params.js';
import { writeFiles } from './write-files.js';

/** What was seen on the frame. */
export interface Detections {
  readonly sources: readonly SextractorSource[];
  /** Sharpness of the stars: the median of the sound ones. */
  readonly fwhmPx: Pixels;
}

/** Fewer stars than this are no pattern that a sky can be told by; with coordinates in the header none is wanted. */
const fewestStars = (header: Header): number => (header.has('CRVAL1') ? 1 : 8);
/** A star is not sharper than this; a cosmic ray or a hot pixel is. */
const sharpestFwhmPx = 1.2;
/** Noise reaches a third of this now and then. */
const sureSnr = 10;
/** STDWeb's: sources fainter than this are not even measured. */
const leastSnr = 3;
const [frameName, maskName] = ['frame.fits', 'mask.fits'];

/** Side of a cell of the sky: as asked, 256 pixels, or half of a frame that is smaller than two of those. */
export const skyCellPx = ({ widthPx, heightPx }: Image, { bgSize }: Pick<Settings, 'bgSize'>): Pixels => {
  const half = Math.max(8, Math.floor(Math.min(widthPx, heightPx) / 2));
  return bgSize ?? Math.min(256, half);
};

interface DetectedFrame {
  readonly header: Header;
  readonly image: Image;
  readonly seen: Pick<FrameInspection, 'gainEPerAdu' | 'saturationAdu' | 'mask' | 'maskedFraction'>;
}

/** Finds the sources of a frame with SExtractor: 2 sigma above the sky, S/N above 3, brightest first. */
export async function detect(
  { workdir, tool, fail }: Pick<PipelineContext<unknown>, 'workdir' | 'tool' | 'fail'>,
  { header, image, seen }: DetectedFrame,
  settings: Settings,
): Promise<SextractorSource[]> {
  const { gainEPerAdu, saturationAdu, mask } = seen;
  const isMasked = mask.includes(1);
  const { segmentation } = settings.flags;
  const kept = { segmentation, filtered: segmentation };
  const run = sextractorRun({
    ...{ frame: frameName, gainEPerAdu, saturationAdu, threshold: 2, smoothingPx: settings.initialR0 },
    ...{ minAreaPx: settings.minarea, apertureDiameterPx: 2 * settings.initialAper },
    ...{ backgroundPx: skyCellPx(image, settings), ...kept },
    ...(isMasked ? { flagImage: maskName } : {}),
  });
  await writeFiles(workdir, {
    ...run.files,
    // as it was read: of an archive, an extension or a compressed file the plane that is measured
    [frameName]: imageParts(new Header(), image),
    ...(isMasked ? { [maskName]: imageParts(new Header(), { ...image, data: mask }) } : {}),
  });
  await tool('source-extractor', run.arguments, { timeoutS: 120 });
  const sources = readSextractorCatalogue(await readFile(join(workdir, run.catalogue))).filter(isSource);
  const stars = sources.filter(
    ({ flags, fwhmPx, fluxAutoAdu, fluxErrorAutoAdu }) =>
      (flags & ~3) === 0 && fwhmPx > sharpestFwhmPx && fluxAutoAdu > sureSnr * fluxErrorAutoAdu,
  );
  const fewest = fewestStars(header);
  if (stars.length < fewest)
    return fail(
      `Only ${stars.length} stars are seen, ${fewest} are needed: clouds, a closed dome, or too short an exposure?`,
    );
  const whole = isMasked ? stars.filter((star) => isWhole(star, image, mask)).length : stars.length;
  if (whole < fewest)
    return fail(
      `Of ${stars.length} stars that are seen ${stars.length - whole} have lost most of their pixels, and ${fewest} whole ones are needed: ${(100 * seen.maskedFraction).toFixed(0)} % of the frame is bad.`,
    );
  return sources;
}

const isSource = ({ fwhmPx, fluxAutoAdu, fluxApertureAdu = NaN, fluxErrorApertureAdu = NaN }: SextractorSource) =>
  fwhmPx > 0 && fluxAutoAdu > 0 && fluxApertureAdu > leastSnr * fluxErrorApertureAdu;
