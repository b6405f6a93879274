import { Header, photometryFigures, writeFits, writeImage, writeRegions, type Region } from '@nightjar/imaging';
import { footprintFile, frameFootprint } from '../frame/footprint.js';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';
import type { MadeProduct } from '../kit/output.js';
import { plotFiles } from '../plots/plot-files.js';
import { placed } from '../science/world-coordinates.js';
import type { MatchedStar } from './calibration-stars.js';
import { detectionImages } from './detection-images.js';
import { targetFacts, type Findings } from './facts.js';
import type { CalibratedObject } from './limits.js';
import type { Field } from './reduction.js';
import type { TargetMeasure } from './measure-target.js';
import { targetCutouts } from './target-cutouts.js';
import { measuredTable } from './target-table.js';
import { catalogueTable, limitTable, objectTable } from './tables.js';

type Ctx = Pick<PipelineContext<unknown>, 'store' | 'workdir' | 'sky' | 'log' | 'signal'>;

/** Keeps what was found as files that other programs read. */
export async function keepProducts(
  ctx: Ctx,
  { product }: PipelineInput,
  findings: Findings,
  matched: readonly MatchedStar[],
  calibrated: readonly CalibratedObject[],
): Promise<void> {
  const { store, workdir } = ctx;
  const { field, zeroPoint, limits, targets, settings } = findings;
  const { wcs, starsMatched, residualArcsec, source } = field.solution;
  const { fit } = zeroPoint;
  const of = product.id;
  const table = (file: string, content: string, meta: Readonly<Record<string, unknown>> = {}): void =>
    store({ file, type: 'catalogue', mediaType: 'text/csv', of, meta, content: Buffer.from(content) });
  store({
    ...{ file: 'wcs.fits', type: 'wcs', mediaType: 'application/fits', of },
    meta: { starsMatched, residualArcsec: Number.isFinite(residualArcsec) ? residualArcsec : null, source },
    content: writeFits([{ header: new Header(wcs.cards) }]),
  });
  const covered = frameFootprint(wcs, field.image);
  if (covered) store(footprintFile(covered, of));
  const { widthPx, heightPx } = field.image;
  const tables = {
    objects: objectTable(calibrated, wcs, {
      fwhm: `${field.objects.fwhmPx.toFixed(3)} px`,
      frame: `${widthPx} x ${heightPx} px`,
    }),
    catalogue: catalogueTable(matched, zeroPoint, field.reference, wcs.pixelScaleArcsec),
    limits: limitTable(limits, calibrated),
  };
  table('objects.ecsv', tables.objects);
  table('catalogue.ecsv', tables.catalogue, {
    ...{ zeroPointMag: fit.value, zeroPointErrorMag: fit.error, starsUsed: fit.starsUsed },
    radiusPx: field.objects.radiusPx,
  });
  if (tables.limits !== undefined) table('limits.ecsv', tables.limits, limits.limits);
  if (targets.length > 0) store(measuredTable(targets.map(targetFacts), of));
  if (settings.flags.plots) for (const plot of await plotFiles(photometryFigures(tables), of)) store(plot);
  const { radiusPx, annulusPx } = field.objects;
  const apertures = { radiusPx, annulusInnerPx: annulusPx[0], annulusOuterPx: annulusPx[1] };
  store({
    ...{ file: 'regions.reg', type: 'other', mediaType: 'text/plain', of, meta: apertures },
    content: Buffer.from(writeRegions([...starRegions(matched, findings), ...targetRegions(targets, findings)])),
  });
  for (const product of await targetCutouts(ctx, findings, of)) store(product);
  if (settings.flags.inspectBg) for (const product of skyImages(field, of)) store(product);
  if (settings.flags.segmentation) for await (const product of detectionImages(workdir, field, of)) store(product);
}

/** What the frame had as its sky, and the noise of that: ADU at each pixel. */
function skyImages({ image, header, solution, objects }: Field, of: MadeProduct['of']): MadeProduct[] {
  const { image: flat, rms } = objects.frame;
  const level = Float32Array.from(flat.data, (value, i) => (image.data[i] ?? NaN) - value);
  const told = placed(header, solution.wcs.cards);
  const file = (name: string, tag: string, data: Float32Array): MadeProduct => ({
    ...{ file: name, type: 'other', mediaType: 'application/fits', of, tag, meta: {} },
    content: writeImage(told, { ...image, data }),
  });
  return [file('image_bg.fits', 'background', level), file('image_rms.fits', 'noise', rms)];
}

const starRegions = (matched: readonly MatchedStar[], { zeroPoint, field }: Findings): Region[] =>
  matched.map(({ object, unfit }, i) => ({
    ...{ shape: 'circle', frame: 'image', x: object.xPx, y: object.yPx, radius: field.objects.radiusPx },
    ...(zeroPoint.used[i] ? { colour: 'green' } : { colour: 'red', text: unfit ?? 'rejected' }),
  }));

/** The aperture of each target, and the ring of its sky; those of the stars are as wide, and would hide the frame. */
const targetRegions = (targets: readonly TargetMeasure[], { field }: Findings): Region[] =>
  targets.flatMap((target) => {
    if (target.kind === 'lost') return [];
    const { xPx: x, yPx: y } = target.kind === 'measured' ? target.measured.place : target.place;
    const [inner, outer] = field.objects.annulusPx;
    const at = { frame: 'image', x, y, colour: 'cyan' } as const;
    return [
      { shape: 'circle', ...at, radius: field.objects.radiusPx, text: target.wanted.name },
      { shape: 'annulus', ...at, inner, outer },
    ];
  });
