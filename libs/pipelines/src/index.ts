export { madeOf, nothingMade, type EarlierProcess, type MadeBefore } from './cleanup/made-of.js';
export { inMemory, withFile } from './frame/open-file.js';
export {
  definePipeline,
  type Accepts,
  type Conclusion,
  type LogLevel,
  type Pipeline,
  type PipelineContext,
  type PipelineDefinition,
  type PipelineInput,
  type PipelineTarget,
} from './kit/definition.js';
export { faultOfInputs } from './kit/check-inputs.js';
export { InvalidPipeline, PipelineFailure } from './kit/failure.js';
export { flagsFrom, type FlagDefinitions, type Flags, type FlagVerdict } from './kit/flags.js';
export { listingOf, toolsByDefault, type PipelineListing } from './kit/listing.js';
export {
  groupName,
  mediaTypeOf,
  productName,
  type FileOutput,
  type MadeDatum,
  type MadeDocument,
  type MadeProduct,
} from './kit/output.js';
export {
  loadPipelines,
  type BrokenPipeline,
  type LoadedPipeline,
  type LoadedPipelines,
} from './kit/loading/load-pipelines.js';
export { Manifest } from './kit/program/manifest.js';
export { programPipeline } from './kit/program/program-pipeline.js';
export { paramsFrom, type ParamsVerdict } from './kit/params.js';
export type { Progress, Report } from './kit/progress.js';
export type { PipelinePorts, PipelineResult, PipelineWitness, PipelineWork } from './kit/pipeline-work.js';
export { runPipeline } from './kit/run-pipeline.js';
export { ToolFault, type ToolCall, type ToolOptions, type ToolOutcome, type ToolRunner } from './kit/tool.js';
export { ToolRefusal, type ToolRefusalCode } from './kit/tool-arguments.js';
export { choice, file, integer, none, number, text, type Tool, type ToolValue } from './kit/tool-declaration.js';
export { pipelineNamed, pipelines } from './registry.js';
export {
  stdwebDifferences,
  stdwebKeyOf,
  stdwebKeys,
  stdwebSettings,
  surveyParamsOf,
  type StdwebSettings,
} from './stdweb/settings.js';
export { calibrationStar, matchStars } from './photometry/calibration-stars.js';
export { tycho2Index } from './photometry/tools.js';
