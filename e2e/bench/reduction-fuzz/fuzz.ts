import type { ToolRunner } from '@nightjar/pipelines';
import { attempt, type Outcome } from './attempt.js';
import { hostileFrame, type HostileOptions } from './hostile-frames.js';

/** Processor time that this process may spend on one frame and one pipeline. */
export const mostMs = 2000;

export interface FuzzFigures {
  readonly attempts: number;
  /** How many came to what, by pipeline. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Everything that is neither a refusal nor sound, or took too long. */
  readonly faults: readonly string[];
  readonly worstCpuMs: number;
  readonly worstWallMs: number;
  readonly worstIs: string;
  /** How many took longer than {@link mostMs} with all tools, by kind. */
  readonly slow: Readonly<Record<string, number>>;
}

/**
 * Hostile frames, one after the other, through each of some pipelines.
 * @param mayTakeMs processor time beyond which a frame is a fault
 */
export async function fuzz(
  frames: HostileOptions & { readonly count: number; readonly seed: number },
  pipelines: readonly string[],
  tools: ToolRunner,
  mayTakeMs = mostMs,
): Promise<FuzzFigures> {
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  const slow: Record<string, number> = {};
  let [worstCpuMs, worstWallMs, worstIs] = [0, 0, ''];
  for (let n = 0; n < frames.count; n++) {
    const { kind, bytes } = hostileFrame(n, frames.seed, frames);
    for (const pipeline of pipelines) {
      const [cpu, startedMs] = [process.cpuUsage(), performance.now()];
      const outcome = await attempt(pipeline, bytes, tools).catch(faultOf);
      const { user, system } = process.cpuUsage(cpu);
      const [cpuMs, wallMs] = [(user + system) / 1000, performance.now() - startedMs];
      const came = `${pipeline}: ${outcome.kind}`;
      outcomes[came] = (outcomes[came] ?? 0) + 1;
      if (outcome.kind === 'fault') faults.push(`${pipeline}, frame ${n} (${kind}): ${outcome.says}`);
      if (cpuMs > mayTakeMs) faults.push(`${pipeline}, frame ${n} (${kind}): took ${Math.round(cpuMs)} ms`);
      worstCpuMs = Math.max(worstCpuMs, cpuMs);
      if (wallMs > mostMs) slow[kind] = (slow[kind] ?? 0) + 1;
      if (wallMs > worstWallMs) [worstWallMs, worstIs] = [wallMs, `${pipeline}, frame ${n} (${kind}): ${outcome.says}`];
    }
  }
  const attempts = frames.count * pipelines.length;
  return {
    ...{ attempts, outcomes, faults, worstCpuMs: Math.round(worstCpuMs) },
    ...{ worstWallMs: Math.round(worstWallMs), worstIs, slow },
  };
}

const faultOf = (fault: unknown): { readonly kind: Outcome['kind'] | 'fault'; readonly says: string } => ({
  kind: 'fault',
  says: fault instanceof Error ? (fault.stack ?? fault.message).split('\n').slice(0, 4).join(' ') : String(fault),
});
