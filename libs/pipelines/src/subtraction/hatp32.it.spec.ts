import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  cutout,
  findStars,
  firstImage,
  median,
  readFits,
  registerFrames,
  writeImage,
  type Image,
} from '@nightjar/imaging';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Night } from '../frame/night.fixture.js';
import { succeeded, tryOut, type Success } from '../kit/trial.fixture.js';
import type { CandidateRecord } from '../science/candidate-files.js';
import { stack } from '../stack/stack.js';
import { subtraction } from './subtraction.js';

const corpus = process.env['CORPUS_DIR'];
if (corpus === undefined) console.warn('skipped: CORPUS_DIR is not set, so the frames of HAT-P-32 are not read');

/** Whole flux in ADU of what is put into the first frame, and into the template, about these pixels. */
const risen = [
  { x: 150, y: 120, fluxAdu: 4000 },
  { x: 420, y: 300, fluxAdu: 1500 },
  { x: 510, y: 410, fluxAdu: 800 },
];
const gone = [{ x: 290, y: 205, fluxAdu: 2000 }];
const zeroPoint = 20.8;
const saturationAdu = 3900;
const [patchPx, wholePx] = [10, 6];

/** A star of the frame itself, bright and alone: its light is what a star of this night looks like. */
function modelOf(image: Image) {
  const stars = findStars(image, { saturationAdu, threshold: 60 });
  const alone = stars.find((star) => {
    const near = stars.filter((other) => Math.hypot(other.xPx - star.xPx, other.yPx - star.yPx) < 25);
    return near.length === 1 && Math.min(star.xPx, 650 - star.xPx, star.yPx, 500 - star.yPx) > 30;
  });
  if (!alone) throw new Error('no star of the frame is alone');
  const patch = cutout(image, alone, patchPx + 6);
  const away = (i: number): number => Math.hypot((i % patch.widthPx) - 16, Math.floor(i / patch.widthPx) - 16);
  const sky = median(patch.data.filter((_, i) => away(i) > patchPx + 2));
  const light = patch.data.map((value, i) => (away(i) > patchPx ? 0 : value - sky));
  const wholeAdu = light.reduce((sum, value, i) => sum + (away(i) <= wholePx ? value : 0), 0);
  const off = { xPx: alone.xPx - Math.round(alone.xPx), yPx: alone.yPx - Math.round(alone.yPx) };
  return { side: patch.widthPx, light: light.map((value) => value / wholeAdu), off };
}

/** The frame with the stars in it, and where they are. */
function inject(image: Image, wanted: typeof risen) {
  const { side, light, off } = modelOf(image);
  const data = Float32Array.from(image.data);
  for (const { x, y, fluxAdu } of wanted)
    light.forEach((share, i) => {
      const at = (y - 17 + Math.floor(i / side)) * image.widthPx + x - 17 + (i % side);
      data[at] = (data[at] ?? 0) + fluxAdu * share;
    });
  const places = wanted.map(({ x, y, fluxAdu }) => ({ xPx: x + off.xPx, yPx: y + off.yPx, fluxAdu }));
  return { image: { ...image, data }, places };
}

(corpus === undefined ? describe.skip : describe)('the night of HAT-P-32, stacked and subtracted', () => {
  let result: Success;
  let came: ReturnType<typeof inject>['places'];
  let went: typeof came;
  beforeAll(async () => {
    using night = new Night();
    const folder = join(corpus ?? '', 'fits', 'hatp32');
    const [first = Buffer.of(), ...others] = readdirSync(folder)
      .filter((name) => name.endsWith('.FITS'))
      .sort()
      .map((name) => readFileSync(join(folder, name)));
    const inputs = others.map((file, i) => night.file(`${i}.fits`, file));
    const { products, facts } = succeeded(await tryOut(stack, { inputs, flags: { stackSubtractBg: false } }));
    expect(facts['leftOut']).toEqual([]);
    const stacked = firstImage(readFits(Buffer.from(products.find(({ tag }) => tag === 'stack')?.content ?? [])));
    const { header, image } = firstImage(readFits(first));
    const [science, template] = [inject(image, risen), inject(stacked.image, gone)];
    const { transform } = registerFrames(stacked.image, image);
    came = science.places;
    went = template.places.map((place) => ({ ...place, ...transform.apply(place) }));
    result = succeeded(
      await tryOut(subtraction, {
        inputs: [
          night.file('science.fits', writeImage(header, science.image)),
          night.file('template.fits', writeImage(stacked.header, template.image)),
        ],
        params: { template: 'custom', customTemplateGain: 5, zeroPoint },
      }),
    );
  }, 240_000);

  it('shows every star that was on one of them only, with its magnitude', () => {
    const candidates = result.facts['candidates'] as readonly CandidateRecord[];
    for (const [sign, stars] of [
      ['positive', came],
      ['negative', went],
    ] as const)
      for (const { xPx, yPx, fluxAdu } of stars) {
        const found = candidates.find((one) => Math.hypot(one.xPx - xPx, one.yPx - yPx) < 0.4);
        expect(found).toMatchObject({ kept: true, sign });
        const mag = zeroPoint - 2.5 * Math.log10(fluxAdu);
        expect(Math.abs((found?.mag ?? NaN) - mag)).toBeLessThan(3 * Math.hypot(found?.magError ?? NaN, 0.03));
      }
  });

  it('keeps little else, and says of the rest why it was rejected', () => {
    // the reference, its noise mended, keeps eight others
    expect(result.facts['candidatesKept']).toBeLessThan(15);
    const rejected = (result.facts['candidates'] as readonly CandidateRecord[]).filter(({ kept }) => !kept);
    for (const { reasons } of rejected) expect(reasons.some(({ verdict }) => verdict === 'failed')).toBe(true);
  });
});
