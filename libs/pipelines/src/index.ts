export {
  definePipeline,
  type Conclusion,
  type LogLevel,
  type MadeDatum,
  type MadeProduct,
  type Pipeline,
  type PipelineContext,
  type PipelineDefinition,
  type PipelineInput,
  type PipelineTarget,
} from './kit/definition.js';
export { faultOfInputs } from './kit/check-inputs.js';
export { PipelineFailure } from './kit/failure.js';
export { runPipeline, type PipelineResult, type PipelineWitness, type PipelineWork } from './kit/run-pipeline.js';
export type { ToolCall, ToolOutcome, ToolRunner } from './kit/tool.js';
export { pipelineNamed, pipelines } from './registry.js';
export { tycho2Index } from './photometry/reference-stars.js';
