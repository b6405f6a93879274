import { noSky } from '@nightjar/catalogues';
import { FitsError } from '@nightjar/imaging';
import { nothingMade } from '../cleanup/made-of.js';
import { callTool } from './call-tool.js';
import { faultOfInputs } from './check-inputs.js';
import type { Pipeline, PipelineContext } from './definition.js';
import { PipelineFailure } from './failure.js';
import { flagsFrom } from './flags.js';
import { Outputs } from './outputs.js';
import { paramsFrom } from './params.js';
import type { PipelinePorts, PipelineResult, PipelineWitness, PipelineWork } from './pipeline-work.js';
import { reporter, type Report } from './progress.js';
import { ToolRefusal } from './tool-arguments.js';

const failed = (because: string): PipelineResult => ({ outcome: 'failed', because });

/**
 * Runs a pipeline once. It can be run anywhere: what it needs of the world comes in as arguments.
 * @throws what the pipeline threw, unless it was a failure in words, a refused tool or a broken FITS file
 */
export async function runPipeline(
  pipeline: Pipeline,
  work: PipelineWork,
  ports: PipelinePorts,
): Promise<PipelineResult> {
  const fault = faultOfInputs(pipeline, work);
  if (fault !== undefined) return failed(fault);
  const flags = flagsFrom(pipeline.flags, work.flags ?? {}, 'json');
  if (!flags.ok) return failed(flags.because);
  const params = paramsFrom(pipeline, work.params);
  if (!params.ok) return failed(params.because);
  const needs = pipeline.needs(params.params);
  const missing = needs.length > 0 ? await ports.tools.missing?.(needs) : undefined;
  if (missing !== undefined) return failed(missing);
  const outputs = new Outputs(work.workdir);
  const given = { flags: flags.flags, params: params.params };
  try {
    const { says, facts } = await pipeline.run(contextOf(pipeline, { ...work, ...given }, outputs, ports));
    const { products, data, documents, removed } = outputs;
    return { outcome: 'succeeded', says, facts, products, data, documents, ...(removed.length > 0 && { removed }) };
  } catch (reason) {
    if (reason instanceof PipelineFailure || reason instanceof FitsError || reason instanceof ToolRefusal)
      return failed(reason.message);
    throw reason;
  }
}

function contextOf(
  pipeline: Pipeline,
  work: PipelineWork & Pick<PipelineContext<unknown>, 'flags'>,
  outputs: Outputs,
  ports: PipelinePorts,
): PipelineContext<unknown> {
  const { witness, signal, sky = noSky } = ports;
  const { data: kind, kept: tag, made: told } = pipeline.accepts;
  const kept = tag === undefined ? [] : (work.kept ?? []);
  const made = (told && work.made) ?? nothingMade;
  const removable = new Set(made.goes.map(({ product }) => product.id));
  return {
    ...work,
    kept,
    use: (chosen) => {
      if (!kept.includes(chosen)) throw new RangeError(`${chosen.product.name} is none of the kept frames`);
      witness.used?.({ id: chosen.product.id, sha256: chosen.product.sha256 });
    },
    made,
    data: kind === undefined ? [] : (work.data ?? []).filter((datum) => datum.kind === kind),
    signal,
    sky,
    step: (name, part) => watched(name, part, witness, signal),
    status: (text) => witness.status?.(text),
    log: (text, level = 'info') => witness.log(text, level),
    tool: (program, args, options = {}) => callTool(pipeline, work, { program, args, ...options }, ports),
    output: (output) => outputs.file(output),
    store: (product) => outputs.product(product),
    datum: (datum) => outputs.datum(datum),
    document: (document) => outputs.document(document),
    remove: (product) => {
      if (!removable.delete(product)) throw new PipelineFailure(`${product} is nothing that may be removed here.`);
      outputs.removed.push(product);
    },
    fail: (message) => {
      throw new PipelineFailure(message);
    },
  };
}

async function watched<T>(
  name: string,
  part: (report: Report) => T | Promise<T>,
  witness: PipelineWitness,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  witness.stepBegan(name);
  try {
    const value = await part(reporter((progress) => witness.stepProgress?.(name, progress)));
    witness.stepEnded(name, true);
    return value;
  } catch (reason) {
    witness.stepEnded(name, false);
    throw reason;
  }
}
