import type { SkyPosition } from '@nightjar/imaging';
import { z } from 'zod';
import type { PipelineContext } from '../kit/definition.js';
import { targetLines, type TargetLine } from './target-line.js';

/** Targets of a run, as a parameter. */
export const Targets = z
  .string()
  .max(20_000)
  .optional()
  .describe(
    'What to measure, one a line: a name, right ascension and declination, or `x=100.5 y=200` in FITS pixels (the first is 1). Besides the target of the process. Default: none.',
  );

/** A target with its place on the sky, or, where only that was said, on the frame. */
export interface WantedTarget {
  readonly name: string;
  readonly at: SkyPosition | Extract<TargetLine, { kind: 'pixel' }>;
  /** The target of the process: what is measured of it becomes a point of its light curve. */
  readonly isOwn: boolean;
}

export interface WantedTargets {
  readonly targets: readonly WantedTarget[];
  /** A sentence on each name that nobody could place. */
  readonly lost: readonly string[];
}

/** The target of the process first, then those of the parameter, each once. Names are asked of the sky. */
export async function wantedTargets(
  { target, sky }: Pick<PipelineContext<unknown>, 'target' | 'sky'>,
  text: string | undefined,
): Promise<WantedTargets> {
  const targets: WantedTarget[] = target
    ? [{ name: target.name, at: { raDeg: target.raDeg, decDeg: target.decDeg }, isOwn: true }]
    : [];
  const lost: string[] = [];
  for (const line of targetLines(text ?? '')) {
    if (targets.some(({ name }) => name === line.name)) continue;
    if (line.kind === 'pixel') targets.push({ name: line.name, at: line, isOwn: false });
    if (line.kind === 'position')
      targets.push({ name: line.name, at: { raDeg: line.raDeg, decDeg: line.decDeg }, isOwn: false });
    if (line.kind !== 'name') continue;
    const { place, note } = await sky.resolve(line.name);
    if (place) targets.push({ name: line.name, at: { raDeg: place.raDeg, decDeg: place.decDeg }, isOwn: false });
    else lost.push(`Nobody could tell where ${line.name} is: ${note}`);
  }
  return { targets, lost };
}
