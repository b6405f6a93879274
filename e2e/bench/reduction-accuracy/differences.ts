import {
  candidateAdjuster,
  differenceFrames,
  findCandidates,
  judgeCandidate,
  moffatProfile,
  random,
  renderFrame,
  type Candidate,
  type SkyStar,
  type TrueStar,
} from '@nightjar/imaging';
import { deviation, mean, pull, round } from '../figures.js';
import { camera, gainEPerAdu } from './field.js';

const sidePx = 512;
export const magnitudes = [14, 15, 15.5, 16, 16.5, 17, 17.5] as const;
/** New stars and vanished ones of each magnitude on a frame. */
const ofEach = 3;
const zeroPointOfTemplate = 20.3;

/** Wing exponent of the renderer's stars. */
const beta = 3.5;

/**
 * Share of a star's light in the square of two FWHM to either side in which the flux of a difference is measured; zero points of
 * whole fluxes hold for that square.
 */
function squareShare(fwhmPx: number): number {
  const [profile, half] = [moffatProfile(fwhmPx, beta), Math.ceil(2 * fwhmPx)];
  let sum = 0;
  for (let y = -half; y <= half; y++) for (let x = -half; x <= half; x++) sum += profile(x, y);
  return sum;
}

interface Injected {
  readonly mag: number;
  readonly sign: Candidate['sign'];
  /** Signed flux in the square on the scale of the science frame. */
  readonly trueAdu: number;
  readonly found?: Candidate;
  readonly kept: boolean;
}

/** One pair of frames 0.2 mag unlike in transparency and 1.3 times in seeing, the science frame the sharper one or not. */
function judge(seed: number): { readonly injected: Injected[]; readonly falseKept: number } {
  const dice = random(seed);
  const half = (0.45 * sidePx * camera.pixelScaleArcsec) / 3600;
  const place = (reach: number) => ({
    raDeg:
      camera.centre.raDeg +
      (reach * (2 * dice.uniform() - 1) * half) / Math.cos((camera.centre.decDeg * Math.PI) / 180),
    decDeg: camera.centre.decDeg + reach * (2 * dice.uniform() - 1) * half,
  });
  const stars: SkyStar[] = Array.from({ length: 250 }, () => ({
    ...place(1.1),
    mag: 9 + 7 * Math.sqrt(dice.uniform()),
  }));
  const added = () => magnitudes.flatMap((mag) => Array.from({ length: ofEach }, () => ({ ...place(1), mag })));
  const [risen, gone] = [added(), added()];
  const expose = (more: readonly SkyStar[], fwhmArcsec: number, zeroPointMag: number, frameSeed: number) => {
    const size = { widthPx: sidePx, heightPx: sidePx, stars: [...stars, ...more], colourTerm: 0 };
    const { image, truth } = renderFrame({ ...camera, ...size, fwhmArcsec, zeroPointMag, seed: frameSeed });
    return { frame: { image, gainEPerAdu, saturationAdu: 59_000 }, added: truth.stars.slice(-more.length) };
  };
  const sharper = seed % 2 === 0;
  const science = expose(risen, sharper ? 10 : 13, camera.zeroPointMag, 2 * seed);
  const template = expose(gone, sharper ? 13 : 10, zeroPointOfTemplate, 2 * seed + 1);
  const difference = differenceFrames(science.frame, template.frame);
  const adjust = candidateAdjuster(difference);
  const candidates = findCandidates(difference).map((candidate) => ({
    candidate,
    kept: judgeCandidate(candidate, { adjustment: adjust(candidate, candidate.snr) }).kept,
  }));
  const isAt = ({ xPx, yPx }: { xPx: number; yPx: number }, star: TrueStar): boolean =>
    Math.hypot(xPx - star.xPx, yPx - star.yPx) < 2;
  const look = (star: TrueStar, sign: Candidate['sign'], trueAdu: number): Injected => {
    const hit = candidates.find(({ candidate }) => candidate.sign === sign && isAt(candidate, star));
    return { mag: star.mag, sign, trueAdu, kept: hit?.kept ?? false, ...(hit ? { found: hit.candidate } : {}) };
  };
  const share = squareShare(difference.fwhmPx);
  const ratio = 10 ** (0.4 * (camera.zeroPointMag - zeroPointOfTemplate));
  return {
    injected: [
      ...science.added.map((star) => look(star, 'positive', (share * star.electrons) / gainEPerAdu)),
      ...template.added.map((star) => look(star, 'negative', (-ratio * share * star.electrons) / gainEPerAdu)),
    ],
    falseKept: candidates.filter(
      ({ candidate, kept }) => kept && ![...science.added, ...template.added].some((star) => isAt(candidate, star)),
    ).length,
  };
}

/** Completeness by magnitude of injected stars of both signs, and bias and pull of their fluxes. */
export function differences(frames: number, seed: number) {
  const all = Array.from({ length: frames }, (_, i) => judge(1000 * seed + i));
  const injected = all.flatMap((one) => one.injected);
  const rows = magnitudes.map((mag) => {
    const here = injected.filter((one) => one.mag === mag);
    const share = (some: readonly Injected[], is: (one: Injected) => boolean): number =>
      round((100 * some.filter(is).length) / some.length, 1);
    const found = here.flatMap(({ found: hit, trueAdu }) =>
      hit ? [{ off: hit.psfFluxAdu / trueAdu - 1, pull: (hit.psfFluxAdu - trueAdu) / hit.psfFluxErrorAdu }] : [],
    );
    const offs = found.map(({ off }) => 100 * off);
    return {
      ...{ mag, injected: here.length, foundPercent: share(here, ({ found: hit }) => hit !== undefined) },
      keptPercent: share(here, ({ kept }) => kept),
      risenKeptPercent: share(
        here.filter(({ sign }) => sign === 'positive'),
        ({ kept }) => kept,
      ),
      goneKeptPercent: share(
        here.filter(({ sign }) => sign === 'negative'),
        ({ kept }) => kept,
      ),
      biasPercent: round(mean(offs), 2),
      biasErrorPercent: round(deviation(offs) / Math.sqrt(offs.length), 2),
      pull: pull(found.map((one) => one.pull)),
    };
  });
  return { rows, falseKeptPerFrame: round(mean(all.map(({ falseKept }) => falseKept)), 2) };
}
export type DifferenceFigures = ReturnType<typeof differences>;
