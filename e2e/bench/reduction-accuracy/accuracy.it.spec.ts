import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { differences } from './differences.js';
import { skies } from './field.js';
import { judgeFrames, type JudgedFrame } from './judged-frame.js';
import { apertureShare } from './share.js';
import { detections, measurements } from './sources.js';
import { zeroPoints } from './zero-points.js';

const missing = (process.env['PATH'] ?? '').split(delimiter).every((at) => !existsSync(join(at, 'source-extractor')));
if (missing) console.warn('skipped, not on this machine: source-extractor');

const seed = 11;
/** Half of the stars are found at about 16.6: two magnitudes above it everything should be there. */
const aboveLimit = (rows: ReturnType<typeof detections>) => rows.filter(({ mag }) => Number(mag.split('-')[1]) <= 14);

(missing ? describe.skip : describe)('on a sky of known truth, stars without neighbours', () => {
  const sky = skies.find(({ name }) => name === 'alone');
  let frames: JudgedFrame[];
  let share: number;
  beforeAll(() => {
    if (!sky) throw new Error('there is no such sky');
    share = apertureShare();
    frames = judgeFrames(sky, 1, seed);
  }, 300_000);

  it('are found two magnitudes above the limit, and nothing else is', () => {
    const rows = aboveLimit(detections(frames, share));
    expect(rows.reduce((sum, { stars }) => sum + stars, 0)).toBeGreaterThan(60);
    for (const { completePercent, purePercent } of rows) {
      expect(completePercent).toBeGreaterThan(95);
      expect(purePercent).toBeGreaterThan(95);
    }
  });

  it('have fluxes and places without bias, and errors that hold', () => {
    // where there are enough of them to tell a spread to a tenth
    const rows = measurements(frames, share).filter(({ mag }) => ['14-15', '15-16'].includes(mag));
    expect(rows).toHaveLength(2);
    for (const { flux, x, y } of rows) {
      expect(flux.pullSigma).toBeGreaterThan(0.8);
      for (const { bias, biasError, pullSigma, outlierPercent } of [flux, x, y]) {
        expect(Math.abs(bias)).toBeLessThan(4 * biasError);
        // SExtractor's errors of a place are a little too large
        expect(pullSigma).toBeGreaterThan(0.6);
        expect(pullSigma).toBeLessThan(1.3);
        expect(outlierPercent).toBeLessThan(3);
      }
    }
  });

  it('give the zero point and the colour term within their errors', () => {
    const { zeroPoint, colourTerm, fits } = zeroPoints(frames, share);
    expect(fits).toBe(4);
    for (const { bias, biasError, pull } of [zeroPoint, colourTerm]) {
      expect(Math.abs(bias)).toBeLessThan(10);
      expect(Math.abs(pull.mean)).toBeLessThan(2);
      expect(biasError).toBeLessThan(10);
    }
  });
});

(missing ? describe.skip : describe)('in a crowd of known truth', () => {
  it('the stars without neighbours, which photometry chooses, give the zero point; all of them give a higher one', () => {
    const sky = skies.find(({ name }) => name === 'crowded');
    if (!sky) throw new Error('there is no such sky');
    const frames = judgeFrames(sky, 1, seed);
    const share = apertureShare();
    const [chosen, all] = [zeroPoints(frames, share), zeroPoints(frames, share, false)];
    expect(Math.abs(chosen.measurement.bias)).toBeLessThan(5);
    expect(all.measurement.bias - chosen.measurement.bias).toBeGreaterThan(2);
    // light of neighbours is a scatter that no error explains
    expect(chosen.scatterMmag).toBeLessThan(0.5 * all.scatterMmag);
    expect(Math.abs(chosen.zeroPoint.pull.mean)).toBeLessThan(2);
  }, 300_000);
});

describe('on a difference, new and vanished stars', () => {
  it('are kept two magnitudes above the limit, with their fluxes, and nothing else is', () => {
    const { rows, falseKeptPerFrame } = differences(2, seed);
    const bright = rows.filter(({ mag }) => mag <= 15);
    const kept = bright.reduce((sum, { keptPercent, injected }) => sum + (keptPercent * injected) / 100, 0);
    expect(kept / bright.reduce((sum, { injected }) => sum + injected, 0)).toBeGreaterThan(0.9);
    expect(falseKeptPerFrame).toBeLessThanOrEqual(1);
    for (const { biasPercent, pull } of bright) {
      expect(Math.abs(biasPercent)).toBeLessThan(5);
      expect(Math.abs(pull.mean)).toBeLessThan(1);
    }
  }, 300_000);
});
