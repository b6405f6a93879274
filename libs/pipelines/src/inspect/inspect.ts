import { firstImage, inspectFrame, readFits, renderPng, type FrameInspection, type Header } from '@nightjar/imaging';
import { readFile } from 'node:fs/promises';
import { definePipeline } from '../kit/definition.js';

/** Reads a frame's header and pixels, and draws it. */
export const inspect = definePipeline({
  name: 'inspect',
  title: 'Inspection',
  says: 'Reads time, filter, gain and saturation of a frame, masks its bad pixels and draws a preview.',
  queue: 'inspect',
  accepts: { target: 'optional', types: ['frame'], atLeast: 1 },
  async run({ inputs, step, log, store, fail }) {
    const [input] = inputs;
    if (!input) return fail('There is no frame to inspect.');
    const { header, image } = await step('read', async () => firstImage(readFits(await readFile(input.path))));
    const seen = await step('inspect', () => inspectFrame(header, image));
    for (const warning of seen.warnings) log(warning, 'warn');
    if (seen.maskedFraction > 0.95) return fail('More than 95 % of the frame is masked: there is nothing to measure.');
    const saturatedPx = countSaturated(image.data, seen.saturationAdu);
    const facts = { ...factsOf(seen, header), widthPx: image.widthPx, heightPx: image.heightPx, saturatedPx };
    await step('preview', () =>
      store({
        file: 'preview.png',
        type: 'preview',
        mediaType: 'image/png',
        content: renderPng(image),
        of: input.product.id,
        meta: { filter: facts.filterText, exposureS: facts.exposureS, startedAt: facts.startedAt },
      }),
    );
    log(`sky ${seen.backgroundAdu.toFixed(1)} ± ${seen.rmsAdu.toFixed(1)} ADU, ${saturatedPx} saturated pixels`);
    return { says: sentence(seen, saturatedPx), facts };
  },
});

/** What the frame tells, fit for JSON: null where it does not tell. */
const factsOf = (seen: FrameInspection, header: Header) => ({
  object: seen.object ?? null,
  instrument: header.text('INSTRUME') ?? null,
  startedAt: seen.startAt?.toISOString() ?? null,
  midAt: seen.midAt?.toISOString() ?? null,
  exposureS: seen.exposureS ?? null,
  filter: seen.filter,
  filterText: seen.filterText ?? null,
  gainEPerAdu: seen.gainEPerAdu,
  saturationAdu: seen.saturationAdu,
  backgroundAdu: seen.backgroundAdu,
  rmsAdu: seen.rmsAdu,
  maskedFraction: seen.maskedFraction,
  pointing: seen.pointing ?? null,
  pixelScaleArcsec: seen.pixelScaleArcsec ?? null,
  warnings: seen.warnings,
});

function sentence(seen: FrameInspection, saturatedPx: number): string {
  const exposure = seen.exposureS === undefined ? 'an exposure of unknown length' : `${seen.exposureS} s`;
  const doubts = seen.warnings.length === 0 ? '' : `; ${seen.warnings.length} to heed`;
  return `${exposure} in ${seen.filterText ?? 'no filter'}, sky ${seen.backgroundAdu.toFixed(0)} ADU, ${saturatedPx} saturated pixels${doubts}`;
}

function countSaturated(data: ArrayLike<number>, saturationAdu: number): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if ((data[i] ?? 0) >= saturationAdu) count++;
  return count;
}
