import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Image, PixelPosition } from '../image.js';
import { skyMapping } from '../stack/mapping.js';
import { reproject } from '../stack/reproject.js';
import { madSigma } from '../statistics/robust.js';
import { cameraWcs } from '../wcs/wcs.js';
import { candidateAdjuster } from './adjust.js';
import { differenceFrames, kernelSamples, scaledDifference, type Difference } from './difference.js';
import { aduOf, playedField } from './field.fixture.js';
import { findCandidates, matchedFrames } from './find-candidates.js';
import { judgeCandidate } from './judge-candidate.js';
import { pixelBasis } from './kernel-basis.js';
import { differenceMask } from './subtract.js';

const side = 512;
/** Two stars of every half magnitude from 13 on. */
const mags = [13, 13, 13.5, 13.5, 14, 14, 14.5, 14.5, 15, 15, 15.5, 15.5, 16, 16, 16.5, 16.5];

const soundPulls = (difference: Difference): Float32Array =>
  scaledDifference(difference).filter((_, i) => difference.mask[i] === 0);

describe.each([
  ['the science frame is the sharper one', 10, 13, 'science'],
  ['the template is the sharper one', 13, 10, 'template'],
] as const)('the difference of two frames, when %s', (_, scienceSeeing, templateSeeing, sharper) => {
  const field = playedField(side, 250, 3);
  const [risen, gone] = [field.newStars(mags), field.newStars(mags)];
  const science = field.expose({ seed: 11, fwhmArcsec: scienceSeeing }, risen);
  // 0.2 mag less transparent: the fluxes have to be brought to one scale
  const template = field.expose({ seed: 12, fwhmArcsec: templateSeeing, zeroPointMag: 20.3 }, gone);
  let difference: Difference;
  let judged: { candidate: ReturnType<typeof findCandidates>[number]; kept: boolean }[];
  beforeAll(() => {
    difference = differenceFrames(science.frame, template.frame);
    const adjust = candidateAdjuster(difference);
    judged = findCandidates(difference).map((candidate) => ({
      candidate,
      kept: judgeCandidate(candidate, { adjustment: adjust(candidate, candidate.snr) }).kept,
    }));
  }, 240_000);
  const candidateAt = ({ xPx, yPx }: { xPx: number; yPx: number }, sign: string) =>
    judged.find(({ candidate: c }) => c.sign === sign && Math.hypot(c.xPx - xPx, c.yPx - yPx) < 1.5);

  it('convolves the sharper one, says so, and finds the ratio of the fluxes', () => {
    const { convolved, kernelSum, stampsUsed, chi2, asymmetry } = difference.quality;
    expect(convolved).toBe(sharper);
    const ratio = 10 ** 0.08;
    expect(kernelSum / (sharper === 'template' ? ratio : 1 / ratio)).toBeCloseTo(1, 1.9);
    expect(stampsUsed).toBeGreaterThan(25);
    expect(chi2).toBeLessThan(1.5);
    expect(asymmetry).toBeLessThan(0.1);
  });

  it('has a noise map that counts the noise once: the pulls are those of a normal distribution', () => {
    const pulls = soundPulls(difference);
    expect(madSigma(pulls)).toBeGreaterThan(0.93);
    expect(madSigma(pulls)).toBeLessThan(1.05);
    expect(Math.abs(pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length)).toBeLessThan(0.05);
    expect(difference.quality.pull).toBeCloseTo(madSigma(pulls), 1);
  });

  it('shows the stars of either sign down to S/N 8 or so at their places, but on bright stars, and hardly anything else', () => {
    const bright = (star: { mag: number }) => star.mag <= 15;
    const found = [
      ...science.added.filter(bright).map((star) => candidateAt(star, 'positive')),
      ...template.added.filter(bright).map((star) => candidateAt(star, 'negative')),
    ];
    expect(found.filter((hit) => hit?.kept).length).toBeGreaterThanOrEqual(found.length - 2);
    const known = (c: { xPx: number; yPx: number }) =>
      [...science.added, ...template.added].some((star) => Math.hypot(c.xPx - star.xPx, c.yPx - star.yPx) < 2);
    expect(judged.filter(({ candidate, kept }) => kept && !known(candidate)).length).toBeLessThanOrEqual(1);
  });

  it('measures their whole flux on the scale of the science frame, with an error that holds', () => {
    const pulls = science.added.flatMap((star) => {
      const hit = candidateAt(star, 'positive')?.candidate;
      return hit
        ? [(hit.psfFluxAdu - aduOf(star.electrons)) / Math.hypot(hit.psfFluxErrorAdu, 0.02 * hit.psfFluxAdu)]
        : [];
    });
    const losses = template.added.flatMap((star) => {
      const hit = candidateAt(star, 'negative')?.candidate;
      const lost = aduOf(star.electrons) * 10 ** 0.08;
      return hit ? [(hit.psfFluxAdu + lost) / Math.hypot(hit.psfFluxErrorAdu, 0.02 * lost)] : [];
    });
    const all = [...pulls, ...losses];
    expect(all.length).toBeGreaterThan(22);
    expect(Math.sqrt(all.reduce((sum, pull) => sum + pull * pull, 0) / all.length)).toBeLessThan(1.5);
  });

  it('is what the matched frames differ by', () => {
    const { science: seen, template: before } = matchedFrames(difference);
    for (let i = 0; i < seen.data.length; i += 997) {
      if (difference.mask[i] !== 0) continue;
      const apart = (seen.data[i] ?? 0) - (before.data[i] ?? 0) - (difference.difference[i] ?? 0);
      expect(Math.abs(apart)).toBeLessThan(0.01 * (1 + Math.abs(seen.data[i] ?? 0)));
    }
  });

  it('shows its kernel at places over the frame', () => {
    const samples = kernelSamples(difference, 2);
    expect(samples.widthPx).toBe(2 * (2 * difference.quality.kernelRadiusPx + 1));
    expect(samples.data.reduce((sum, value) => sum + value, 0) / 4).toBeCloseTo(difference.quality.kernelSum, 3);
  });
});

describe('a difference', () => {
  const field = playedField(300, 120, 8);
  const centre = { raDeg: 150, decDeg: 20 };
  const placeAt = (westPx: number, northPx: number) => ({
    raDeg: centre.raDeg - (westPx * 4) / 3600 / Math.cos((centre.decDeg * Math.PI) / 180),
    decDeg: centre.decDeg + (northPx * 4) / 3600,
  });
  /** Another pointing of the camera, which ends 60 px west of the middle. */
  const turned = { centre: placeAt(-90.3, 2.2), rotationDeg: 0.4, fwhmArcsec: 13 };
  const camera = { widthPx: 300, heightPx: 300, pixelScaleArcsec: 4 };
  const elsewhere = (image: Image) =>
    reproject(
      { image },
      skyMapping(cameraWcs({ ...camera, centre, rotationDeg: 0 }), cameraWcs({ ...camera, ...turned })),
      camera,
    );

  it('flags bad pixels of both frames, those of the convolved one as far as the kernel reaches', () => {
    const science = field.expose({ seed: 1, fwhmArcsec: 13 }).frame;
    const template = field.expose({ seed: 2, fwhmArcsec: 10 }).frame;
    const [scienceMask, templateMask] = [new Uint8Array(90_000), new Uint8Array(90_000)];
    scienceMask[100 * 300 + 60] = 1;
    templateMask[200 * 300 + 200] = 1;
    const { mask, difference } = differenceFrames(
      { ...science, mask: scienceMask },
      { ...template, mask: templateMask },
    );
    expect(mask[100 * 300 + 60]).toBe(differenceMask.science);
    expect(mask[200 * 300 + 200]).toBe(differenceMask.template | differenceMask.kernel);
    expect(mask[200 * 300 + 201]).toBe(differenceMask.kernel);
    expect((mask[0] ?? 0) & differenceMask.edge).toBe(differenceMask.edge);
    expect(difference.every(Number.isFinite)).toBe(true);
  });

  it('keeps nothing where the template ends within the light of a star, be it new or cut, and all that is clear of it', () => {
    // in columns at the edge of the template, 5 px within it, and clear of it; bright stars are on both, others new
    const bright = [-140, -84, -28, 28, 84, 140].map((north) => ({ ...placeAt(60 + north / 50, north), mag: 9.3 }));
    const beside = [-112, 0, 112].map((north) => ({ ...placeAt(54.5, north), mag: 12.5 }));
    const clear = [-112, 0, 112].map((north) => ({ ...placeAt(40, north), mag: 12.5 }));
    const science = field.expose({ seed: 20, fwhmArcsec: 10 }, [...bright, ...beside, ...clear]);
    const { image, mask } = elsewhere(field.expose({ seed: 30, ...turned }, bright).frame.image);
    const difference = differenceFrames(science.frame, { ...science.frame, image, mask });
    const adjust = candidateAdjuster(difference);
    const judged = findCandidates(difference).map((candidate) => ({
      ...{ xPx: candidate.xPx, yPx: candidate.yPx },
      ...judgeCandidate(candidate, { adjustment: adjust(candidate, candidate.snr) }),
    }));
    const failed = ({ xPx, yPx }: PixelPosition) =>
      judged
        .find((one) => Math.hypot(one.xPx - xPx, one.yPx - yPx) < 1)
        ?.reasons.filter(({ verdict }) => verdict === 'failed')
        .map(({ filter }) => filter);
    expect(science.added.slice(6).map(failed)).toEqual([...beside.map(() => ['coverage']), ...clear.map(() => [])]);
    expect(judged.filter(({ kept }) => kept)).toHaveLength(clear.length);
  });

  it('can be told which frame to convolve, and with which kernel', () => {
    const science = field.expose({ seed: 3, fwhmArcsec: 8 }).frame;
    const template = field.expose({ seed: 4, fwhmArcsec: 8 }).frame;
    const told = differenceFrames(science, template, { convolve: 'template', basis: pixelBasis(3), kernelOrder: 0 });
    expect(told.quality).toMatchObject({ convolved: 'template', kernelRadiusPx: 3 });
    expect(told.quality.pull).toBeGreaterThan(0.9);
    expect(told.quality.pull).toBeLessThan(1.07);
  });

  it('follows a kernel that changes over the frame where it is allowed to', () => {
    const science = field.expose({ seed: 5, fwhmArcsec: 13 }).frame;
    const { kernel } = differenceFrames(science, field.expose({ seed: 6, fwhmArcsec: 10 }).frame, { kernelOrder: 1 });
    expect(kernel.model.kernel.order).toBe(1);
    expect(kernel.sumAt(10, 10)).toBe(kernel.sumAt(290, 290));
  });

  it('refuses frames of unlike size and frames without common stars, with what to do', () => {
    const { frame } = field.expose({ seed: 7 });
    const other = playedField(200, 50, 1).expose({ seed: 1 }).frame;
    expect(() => differenceFrames(frame, other)).toThrow(/reproject/);
    expect(() => differenceFrames(frame, playedField(300, 0, 9).expose({ seed: 9 }).frame)).toThrow(
      expect.objectContaining({ code: 'too_few_stars' }),
    );
    const blind = { ...frame, mask: new Uint8Array(90_000).fill(1) };
    expect(() => differenceFrames(blind, frame)).toThrow(expect.objectContaining({ code: 'all_masked' }));
  });
});
