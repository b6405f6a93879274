import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pipeline } from './definition.js';
import { localTools } from './local-tools.fixture.js';
import type { PipelineResult, PipelineWork } from './pipeline-work.js';
import { runPipeline } from './run-pipeline.js';
import type { ToolRunner } from './tool.js';

export type Success = Extract<PipelineResult, { outcome: 'succeeded' }>;

/** What a trial came to, and every word a witness heard of it. */
export interface Trial {
  readonly result: PipelineResult;
  readonly said: readonly string[];
}

/** Runs a pipeline with this machine's tools, in a folder that is gone afterwards. @throws its fault */
export async function tryOut(
  pipeline: Pipeline,
  work: Partial<PipelineWork>,
  tools: ToolRunner = localTools,
): Promise<Trial> {
  const workdir = mkdtempSync(join(tmpdir(), 'nightjar-trial-'));
  const said: string[] = [];
  const witness = {
    stepBegan: (name: string) => void said.push(`began ${name}`),
    stepEnded: (name: string, ok: boolean) => void said.push(`ended ${name} ${ok ? 'well' : 'badly'}`),
    stepProgress: (name: string, { done, of }: { done: number; of: number }) => void said.push(`${name} ${done}/${of}`),
    status: (text: string) => void said.push(`status ${text}`),
    used: ({ id }: { id: string }) => void said.push(`used ${id}`),
    log: (text: string, level: string) => void said.push(`${level} ${text}`),
  };
  try {
    const all = { target: null, inputs: [], params: {}, workdir, ...work };
    return { result: await runPipeline(pipeline, all, { tools, witness, signal: new AbortController().signal }), said };
  } finally {
    rmSync(workdir, { recursive: true });
  }
}

/** @throws when it failed, with what it said */
export function succeeded({ result }: Trial): Success {
  if (result.outcome !== 'succeeded') throw new Error(result.because);
  return result;
}

export const because = ({ result }: Trial): string | undefined =>
  result.outcome === 'failed' ? result.because : undefined;
