import {
  Header,
  matchNearest,
  readFieldSolution,
  readSextractorCatalogue,
  readStarkd,
  refineWcs,
  renderFrame,
  separationDeg,
  sextractorRun,
  solveFieldRun,
  starkdArguments,
  writeImage,
  type Sip,
  type SextractorSource,
  type SkyPosition,
  type Wcs,
} from '@nightjar/imaging';
import { mean, round } from '../figures.js';
import { camera, gainEPerAdu } from './field.js';
import { inToolFolder, type ToolFolder } from './tool-folder.js';

/** Stars of the real sky, which solve-field and this bench both know. */
export const tychoIndex = '/usr/share/astrometry/index-tycho2-07.littleendian.fits';

/** Barrel and a little shear: 3.4 pixels at the corner of a frame of 1024. */
const distortion: Sip = {
  order: 3,
  a: [
    { p: 3, q: 0, c: 8e-9 },
    { p: 1, q: 2, c: 8e-9 },
    { p: 2, q: 0, c: 2e-6 },
  ],
  b: [
    { p: 0, q: 3, c: 8e-9 },
    { p: 2, q: 1, c: 8e-9 },
  ],
};

export interface Optics {
  readonly name: string;
  readonly distortion?: Sip;
  /** Order of the distortion that solve-field fits. */
  readonly tweakOrder: number;
  /** Highest order to which photometry then fits it to the catalogue. Default: not. */
  readonly refineOrder?: number;
}

export const optics: readonly Optics[] = [
  { name: 'straight, order 2 fitted', tweakOrder: 2 },
  { name: 'distorted, order 2 fitted', tweakOrder: 2, distortion },
  { name: 'distorted, order 3 fitted', tweakOrder: 3, distortion },
  { name: 'straight, order 2, refined', tweakOrder: 2, refineOrder: 3 },
  { name: 'distorted, order 2, refined', tweakOrder: 2, refineOrder: 3, distortion },
];

export const fields: readonly (SkyPosition & { readonly rotationDeg: number })[] = [
  { raDeg: 31.2479, decDeg: 46.7402, rotationDeg: 12 },
  { raDeg: 0.05, decDeg: 5, rotationDeg: -75 },
  { raDeg: 190.5, decDeg: -41.2, rotationDeg: 178 },
  { raDeg: 120, decDeg: 87.5, rotationDeg: 30 },
  { raDeg: 83.5, decDeg: -5.2, rotationDeg: 100 },
  { raDeg: 301, decDeg: 35.5, rotationDeg: -20 },
];

/** As photometry does: with what more stars each round brings together. */
function refined(solved: Wcs, sources: readonly SextractorSource[], stars: readonly SkyPosition[], order: number) {
  const radiusArcsec = 3 * camera.pixelScaleArcsec;
  let best: ReturnType<typeof refineWcs>;
  for (let round = 0; round < 3; round++) {
    const wcs = best?.wcs ?? solved;
    const sky = sources.map((source) => wcs.pixelToSky(source));
    const pairs = matchNearest(sky, stars, radiusArcsec).flatMap(({ a, b }) => {
      const [measured, star] = [sources[a], stars[b]];
      return measured && star && (measured.flags & ~3) === 0 ? [{ measured, star }] : [];
    });
    best = refineWcs(solved, pairs, camera, order) ?? best;
  }
  return best;
}

/** Renders, detects and solves one field. @returns how far the solution is off over the frame, in pixels */
function solve(field: (typeof fields)[number], { distortion: bent, tweakOrder, refineOrder }: Optics, seed: number) {
  return inToolFolder((folder: ToolFolder) => {
    const { run, read, put } = folder;
    run('query-starkd', starkdArguments(field, 0.95, tychoIndex, 'tycho.fits'));
    const stars = readStarkd(read('tycho.fits'));
    const { image, truth } = renderFrame({
      ...camera,
      ...{ centre: field, rotationDeg: field.rotationDeg, stars, seed, cosmicRaysPerFrame: 10, colourTerm: 0 },
      ...(bent ? { distortion: bent } : {}),
    });
    const detection = sextractorRun({ frame: 'frame.fits', gainEPerAdu, saturationAdu: 59_000, threshold: 3 });
    put({ 'frame.fits': writeImage(new Header(), image), ...detection.files });
    run('source-extractor', detection.arguments);
    const sources = readSextractorCatalogue(read(detection.catalogue));
    const pointing = { raDeg: field.raDeg, decDeg: field.decDeg - 0.2 };
    const plan = solveFieldRun(sources, { ...image, pointing, pixelScaleArcsec: 4.05, tweakOrder });
    put(plan.files);
    run('solve-field', plan.arguments);
    const solution = readFieldSolution(read(plan.wcs), read(plan.correspondences));
    const better = refineOrder === undefined ? undefined : refined(solution.wcs, sources, stars, refineOrder);
    const { wcs } = better ?? solution;
    const starsMatched = better?.starsUsed ?? solution.starsMatched;
    const off = (xPx: number, yPx: number): number =>
      (3600 * separationDeg(wcs.pixelToSky({ xPx, yPx }), truth.wcs.pixelToSky({ xPx, yPx }))) /
      camera.pixelScaleArcsec;
    const at = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => 1 + (i * 1023) / 8);
    const grid = at.flatMap((x) => at.map((y) => off(x, y)));
    const corners = [off(1, 1), off(1, 1024), off(1024, 1), off(1024, 1024)];
    return { starsMatched, centrePx: off(512.5, 512.5), rmsPx: Math.sqrt(mean(grid.map((d) => d * d))), corners };
  });
}

/** Distance of solved from true coordinates over several fields of the real sky. */
export function astrometry(one: Optics, fieldsToSolve: number, seed: number) {
  const solved = fields.slice(0, fieldsToSolve).flatMap((field, i) => {
    try {
      return [solve(field, one, seed + i)];
    } catch (fault) {
      // a field that is not solved leaves no files: it is counted by being absent
      const { code, syscall } = fault as NodeJS.ErrnoException;
      if (code === 'ENOENT' && syscall === 'open') return [];
      throw fault;
    }
  });
  return {
    ...{ optics: one.name, fields: fieldsToSolve, solved: solved.length },
    starsMatched: round(mean(solved.map(({ starsMatched }) => starsMatched)), 0),
    centrePx: round(mean(solved.map(({ centrePx }) => centrePx))),
    rmsPx: round(mean(solved.map(({ rmsPx }) => rmsPx))),
    worstCornerPx: round(Math.max(...solved.flatMap(({ corners }) => corners))),
  };
}
export type AstrometryRow = ReturnType<typeof astrometry>;
