import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { writeImage } from '../fits/write.js';
import { Header } from '../fits/header.js';
import { measureAperture } from '../photometry/aperture.js';
import { calibrate, instrumental } from '../photometry/calibrate.js';
import { matchNearest } from '../photometry/match.js';
import { fitZeroPoint } from '../photometry/zero-point.js';
import { renderFrame, type FrameScene } from '../synthetic/frame.js';
import { separationDeg } from '../wcs/tangent.js';
import { readSextractorCatalogue, sextractorRun } from './sextractor.js';
import { readStarkd, starkdArguments } from './sky-catalogue.js';
import { readFieldSolution, solveFieldRun } from './solve-field.js';

const index = '/usr/share/astrometry/index-tycho2-07.littleendian.fits';
const onPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
const missing = ['source-extractor', 'solve-field', 'query-starkd'].filter((program) => !onPath(program));
if (!existsSync(index)) missing.push(index);
if (missing.length > 0) console.warn(`skipped, not on this machine: ${missing.join(', ')}`);

const camera: Omit<FrameScene, 'centre' | 'stars' | 'rotationDeg'> = {
  widthPx: 1024,
  heightPx: 1024,
  pixelScaleArcsec: 4,
  zeroPointMag: 20.5,
  extinctionMag: 0.2,
  airmass: 1.2,
  fwhmArcsec: 10,
  skyMagPerArcsec2: 20.5,
  exposureS: 30,
  gainEPerAdu: 1.5,
  readNoiseE: 8,
  biasAdu: 300,
  darkEPerS: 0.1,
  saturationAdu: 60000,
  cosmicRaysPerFrame: 10,
  seed: 1,
};

/** Renders, detects and solves one field of the real sky, in a folder of its own. */
function solve(raDeg: number, decDeg: number, rotationDeg: number) {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-imaging-'));
  try {
    const run = (program: string, args: readonly string[]) =>
      execFileSync(program, args, { cwd: folder, stdio: 'ignore' });
    const read = (name: string) => readFileSync(join(folder, name));
    const put = (files: Readonly<Record<string, string | Buffer>>) => {
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    };
    run('query-starkd', starkdArguments({ raDeg, decDeg }, 0.95, index, 'tycho.fits'));
    const stars = readStarkd(read('tycho.fits'));
    const { image, truth } = renderFrame({ ...camera, centre: { raDeg, decDeg }, rotationDeg, stars });
    const detection = sextractorRun({ frame: 'frame.fits', gainEPerAdu: 1.5, saturationAdu: 59_000, threshold: 3 });
    put({ 'frame.fits': writeImage(new Header(), image), ...detection.files });
    run('source-extractor', detection.arguments);
    const sources = readSextractorCatalogue(read(detection.catalogue));
    const pointing = { raDeg, decDeg: decDeg + 0.2 };
    const solution = solveFieldRun(sources, { widthPx: 1024, heightPx: 1024, pointing, pixelScaleArcsec: 4.05 });
    put(solution.files);
    run('solve-field', solution.arguments);
    return {
      stars,
      image,
      truth,
      sources,
      solved: readFieldSolution(read(solution.wcs), read(solution.correspondences)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

(missing.length > 0 ? describe.skip : describe)('the real tools on a rendered frame of the real sky', () => {
  it.each([
    ['in the north', 31.2479, 46.7402, 12],
    ['across 0h', 0.05, 5, -75],
    ['in the south, turned over', 190.5, -41.2, 178],
    ['near the pole', 120, 87.5, 30],
  ])('solve a field %s from the detections alone, to a fraction of a pixel', (_, raDeg, decDeg, rotationDeg) => {
    const { truth, solved } = solve(raDeg, decDeg, rotationDeg);
    const distances = truth.stars.map((star) => 3600 * separationDeg(star, solved.wcs.pixelToSky(star)));
    expect(Math.max(...distances)).toBeLessThan(1.5);
    expect(solved.residualArcsec).toBeLessThan(1);
    expect(solved.wcs.pixelScaleArcsec).toBeCloseTo(4, 2);
  });

  it('give magnitudes that agree with the truth, through the catalogue and the solved WCS', () => {
    const { stars, image, sources, solved } = solve(31.2479, 46.7402, 12);
    const sound = sources.filter((source) => source.flags === 0 && source.fwhmPx > 1.5);
    const sky = sound.map((source) => solved.wcs.pixelToSky(source));
    const measured = sound.map((source) =>
      measureAperture(image, source, { radiusPx: 5, annulusPx: [12, 18] }, { gainEPerAdu: 1.5, saturationAdu: 59_000 }),
    );
    const matches = matchNearest(sky, stars, 6).map(({ a, b }) => ({ flux: measured[a], star: stars[b] }));
    const fit = fitZeroPoint(
      matches.map(({ flux, star }) => ({
        ...instrumental(flux?.fluxAdu ?? NaN, flux?.fluxErrorAdu ?? NaN),
        catalogueMag: star?.mag ?? NaN,
        catalogueMagError: 0,
      })),
    );
    if (fit.kind !== 'fit') throw new Error(fit.because);
    expect(fit.starsUsed).toBeGreaterThan(30);
    expect(fit.scatter).toBeLessThan(0.01);
    for (const { flux, star } of matches.slice(0, 20)) {
      const brightness = calibrate(flux?.fluxAdu ?? NaN, flux?.fluxErrorAdu ?? NaN, fit);
      expect(brightness.kind === 'detection' && Math.abs(brightness.mag - (star?.mag ?? NaN))).toBeLessThan(0.05);
    }
  });
});
