// Cosmic rays, difference imaging and the search for candidates on rendered frames, in one thread.
// `npm run bench -- difference [SIDE...]`, default 1024 4096. The last line is one JSON object.
import { differenceFrames, findCandidates, rejectCosmicRays, renderFrame } from '@nightjar/imaging';

const sides = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1024, 4096];
const results = [];
for (const side of sides) {
  const science = expose(side, 10, 1);
  const template = expose(side, 13, 2);
  const cosmics = timed(() => rejectCosmicRays(science.image, science));
  const difference = timed(() =>
    differenceFrames({ ...science, mask: cosmics.value.mask }, template, { kernelOrder: 1 }),
  );
  const candidates = timed(() => findCandidates(difference.value));
  const { stampsUsed, pull, chi2, convolved } = difference.value.quality;
  results.push({
    side,
    cosmicRays: cosmics.times,
    difference: difference.times,
    candidates: candidates.times,
    found: candidates.value.length,
    quality: { convolved, stampsUsed, pull: round(pull), chi2: round(chi2) },
    peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1000),
  });
  console.log(`${side} x ${side}: ${JSON.stringify(results.at(-1))}`);
}
console.log(JSON.stringify({ bench: 'difference', unit: 's', results }));

/** Elapsed seconds, and those of the processor, which others' work does not lengthen as much. */
function timed(work) {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  const value = work();
  const wall = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { value, times: { wall: round(wall), cpu: round((user + system) / 1e6) } };
}

function expose(side, fwhmArcsec, seed) {
  const half = (side * 4) / 3600 / 2;
  const count = Math.round((800 * side * side) / 1024 ** 2);
  const share = (i, irrational) => 2 * ((i * irrational) % 1) - 1;
  const stars = Array.from({ length: count }, (_, i) => ({
    raDeg: 150 + share(i, 0.7548776662) * half,
    decDeg: share(i, 0.569840291) * half,
    mag: 9 + 7 * Math.sqrt((i * 0.6180339887) % 1),
  }));
  const { image } = renderFrame({
    widthPx: side,
    heightPx: side,
    pixelScaleArcsec: 4,
    centre: { raDeg: 150, decDeg: 0 },
    rotationDeg: 0,
    stars,
    zeroPointMag: 20.5,
    extinctionMag: 0,
    airmass: 1,
    fwhmArcsec,
    skyMagPerArcsec2: 20.5,
    exposureS: 30,
    gainEPerAdu: 1.5,
    readNoiseE: 8,
    biasAdu: 300,
    darkEPerS: 0.1,
    saturationAdu: 60_000,
    cosmicRaysPerFrame: (60 * side * side) / 1024 ** 2,
    seed,
  });
  return { image, gainEPerAdu: 1.5, saturationAdu: 59_000 };
}

function round(value) {
  return Math.round(1000 * value) / 1000;
}
