import { matchMutual, meshBackground, random } from '@nightjar/imaging';
import { parseArgs } from 'node:util';
import { fluxes } from './fluxes.js';
import { round } from '../figures.js';
import { limits, zeroPoints } from './zero-points.js';

/** Prints a table of each, and all of them as JSON on the last line. */
export function bench(): void {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '4' } } });
  const seeds = Number(values.seeds);
  const result = { fluxes: fluxes(seeds), zeroPoints: zeroPoints(seeds), limits: limits(seeds), cpuSeconds: speed() };
  console.table(
    result.fluxes.map(({ pull, ...row }) => ({ ...row, pullMean: pull.mean, pullDeviation: pull.deviation })),
  );
  console.table(
    result.zeroPoints.map(({ zeroPointPull, colourTermPull, ...row }) => ({
      ...row,
      ...{ zeroPointPull: `${zeroPointPull.mean} +- ${zeroPointPull.deviation}` },
      ...{ colourTermPull: `${colourTermPull.mean} +- ${colourTermPull.deviation}` },
    })),
  );
  console.table(result.limits);
  console.table(result.cpuSeconds);
  console.log(JSON.stringify({ bench: 'photometry-numerics', seeds, ...result }));
}

/** Best of three, seconds of processor time: what else the machine does is not in it. */
function speed() {
  const dice = random(1);
  const side = 4096;
  const data = Float32Array.from({ length: side * side }, () => 1000 + 10 * dice.normal());
  const sky = Array.from({ length: 10_000 }, () => ({ raDeg: dice.uniform(), decDeg: 80 + dice.uniform() }));
  const background = meshBackground({ widthPx: side, heightPx: side, data });
  const best = (work: () => unknown): number =>
    round(
      Math.min(
        ...[1, 2, 3].map(() => {
          const from = process.cpuUsage();
          work();
          const { user, system } = process.cpuUsage(from);
          return (user + system) / 1e6;
        }),
      ),
    );
  return {
    meshCells4096: best(() => meshBackground({ widthPx: side, heightPx: side, data })),
    levelMap4096: best(() => background.levelMap()),
    rmsMap4096: best(() => background.rmsMap()),
    match10000With10000: best(() => matchMutual(sky, sky, 2)),
  };
}
