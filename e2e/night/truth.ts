import type { DataProduct, PhotometryDatum } from '@nightjar/contracts';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the simulated camera really put on a frame; it is never in the frame's header. */
export interface Truth {
  readonly sha256: string;
  readonly startAt: string;
  readonly exposureS: number;
  readonly filter: string;
  readonly lit: boolean;
  readonly bursts: readonly { readonly ivoid: string; readonly mag: number }[];
}

export async function readTruth(home: string): Promise<Truth[]> {
  const path = join(home, 'simulator', 'truth.jsonl');
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Truth);
}

export interface Residual {
  readonly mag: number;
  readonly truth: number;
  /** (measured - true) / sigma */
  readonly pull: number;
}

/** Holds each detection against the truth of the very frame it was measured on. */
export function residuals(
  points: readonly PhotometryDatum[],
  products: readonly DataProduct[],
  truths: readonly Truth[],
): Residual[] {
  return points.flatMap((point) => {
    if (point.mag === null || point.magError === null) return [];
    const frame = products.find((product) => product.id === point.product);
    const source = truths.find((truth) => truth.sha256 === frame?.sha256)?.bursts[0];
    if (!source) throw new Error(`the frame of ${point.time} is not in the simulator's truth`);
    return [{ mag: point.mag, truth: source.mag, pull: (point.mag - source.mag) / point.magError }];
  });
}

/** Mean of the squared pulls: near 1 when the errors are honest. */
export const reducedChiSquare = (pulls: readonly Residual[]): number =>
  pulls.reduce((sum, { pull }) => sum + pull * pull, 0) / pulls.length;
