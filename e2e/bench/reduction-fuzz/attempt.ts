import { newId, type DataProduct } from '@nightjar/contracts';
import { pipelineNamed, runPipeline, ToolFault, type ToolRunner } from '@nightjar/pipelines';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pointing } from './honest-frame.js';
import { unsound } from './soundness.js';

/** What became of a frame: a refusal in words, sound numbers, or as far as the first tool. */
export interface Outcome {
  readonly kind: 'refused' | 'sound' | 'reached the first tool' | 'tool failed';
  readonly says: string;
}

/** Thrown in place of running a tool. */
class FirstTool extends Error {}

/** No tool runs: the numerics before the first one are what is tried. */
export const noTools: ToolRunner = {
  run: ({ program }) => Promise.reject(new FirstTool(program)),
};

/**
 * Runs a pipeline on a frame's bytes.
 * @throws whatever the pipeline throws that is no refusal, and an Error for facts that cannot be true
 */
export async function attempt(pipelineName: string, bytes: Buffer, tools: ToolRunner): Promise<Outcome> {
  const pipeline = pipelineNamed(pipelineName);
  if (!pipeline) throw new Error(`there is no pipeline ${pipelineName}`);
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-fuzz-'));
  try {
    const path = join(folder, 'input.fits');
    await writeFile(path, bytes);
    const workdir = await mkdtemp(join(folder, 'work-'));
    const target = { id: newId('tgt'), name: 'GRB 171220A', ...pointing, errorDeg: null };
    const inputs = [{ path, product: productOf(bytes) }];
    const ports = { tools, witness: silent, signal: new AbortController().signal };
    const result = await runPipeline(pipeline, { target, inputs, params: {}, workdir }, ports);
    if (result.outcome === 'failed') return { kind: 'refused', says: result.because };
    const faults = unsound(result.facts);
    if (faults.length > 0) throw new Error(`unsound: ${faults.slice(0, 5).join('; ')}`);
    return { kind: 'sound', says: result.says };
  } catch (fault) {
    if (fault instanceof FirstTool) return { kind: 'reached the first tool', says: fault.message };
    if (fault instanceof ToolFault) return { kind: 'tool failed', says: fault.message };
    throw fault;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const silent = { stepBegan: () => undefined, stepEnded: () => undefined, log: () => undefined };

const productOf = (bytes: Buffer): DataProduct => ({
  ...{ id: newId('prd'), name: 'input.fits', type: 'frame', mediaType: 'application/fits', size: bytes.length },
  ...{ sha256: '0'.repeat(64), target: null, observation: null, process: null, of: null, meta: {}, tags: [] },
  ...{ traceId: null, createdAt: '2017-12-20T02:00:00.000Z' },
});
