import type { Sky } from '@nightjar/catalogues';
import type { DataProduct, PhotometryDatum, Target } from '@nightjar/contracts';
import { z } from 'zod';
import type { MadeBefore } from '../cleanup/made-of.js';
import { InvalidPipeline } from './failure.js';
import type { FlagDefinitions, Flags } from './flags.js';
import { faultsOf } from './lawful-definition.js';
import type { FileOutput, MadeDatum, MadeDocument, MadeProduct } from './output.js';
import type { Report } from './progress.js';
import type { Tool } from './tool-declaration.js';
import type { ToolOptions, ToolOutcome } from './tool.js';

/** What a pipeline can work on. */
export interface Accepts {
  readonly target: 'needed' | 'optional';
  /** How the names of its inputs may end, upper or lower case: `['.fits', '.tar.gz']`. Absent: anyhow. */
  readonly suffixes?: readonly string[];
  /** Absent: any. */
  readonly types?: readonly DataProduct['type'][];
  readonly atLeast: number;
  /** It works on the target's reduced data of this kind too; without any it does not begin. */
  readonly data?: PhotometryDatum['kind'];
  /** It may choose among the frames with this tag that earlier processes made and the catalogue keeps: `template`. */
  readonly kept?: string;
  /** It is told what earlier processes made of its inputs, and may remove it. */
  readonly made?: true;
}

/** A data product and where its file lies, to be read only. */
export interface PipelineInput {
  readonly product: DataProduct;
  readonly path: string;
}

export type LogLevel = 'info' | 'warn' | 'error';

/** The target as a pipeline needs it. */
export type PipelineTarget = Pick<Target, 'id' | 'name' | 'raDeg' | 'decDeg' | 'errorDeg'>;

/** How a pipeline ended: one sentence for a person, and what it found as facts. */
export interface Conclusion {
  readonly says: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** All a pipeline may do while it runs. */
export interface PipelineContext<Params, F extends FlagDefinitions = FlagDefinitions> {
  readonly target: PipelineTarget | null;
  readonly inputs: readonly PipelineInput[];
  /** The target's reduced data of the kind that it `accepts`, in order of time; otherwise empty. */
  readonly data: readonly PhotometryDatum[];
  /** Frames of the tag that it `accepts` as kept, newest first; otherwise empty. What it opens it first takes into use. */
  readonly kept: readonly PipelineInput[];
  /** From here on the process works on this kept frame too: it is recorded with its checksum, as the inputs are. */
  use(kept: PipelineInput): void;
  /** What earlier processes made of its inputs, where it `accepts` that; otherwise nothing. */
  readonly made: MadeBefore;
  readonly flags: Flags<F>;
  readonly params: Params;
  /** A folder of its own; removed afterwards, however it ends. */
  readonly workdir: string;
  /** Runs a named part: timed, shown, and the last one to be blamed. Its `report(3, 10)` or `report(0.3)` shows how far it is. */
  step<T>(name: string, work: (report: Report) => T | Promise<T>): Promise<T>;
  /** Says what it is at, in any words, until the next step or status. */
  status(text: string): void;
  log(text: string, level?: LogLevel): void;
  /**
   * Runs one of the pipeline's `tools` in the workdir and waits for it.
   * @throws ToolRefusal when an argument is none that the tool's declaration allows; nothing was started
   * @throws ToolFault when it takes longer than `timeoutS` (default 60) or ends with an exit code other than 0
   */
  tool(program: string, args: readonly string[], options?: ToolOptions): Promise<ToolOutcome>;
  /** Catalogues, templates and names. Offline is an answer, not an error: its `note` belongs in the log. */
  readonly sky: Sky;
  /** Offers a file of the workdir as an output; it is read at once. @throws PipelineFailure when it is not there */
  output(output: FileOutput): Promise<void>;
  /** Offers bytes as an output. Outputs appear all together when the process has succeeded, or not at all. */
  store(product: MadeProduct): void;
  /** Offers a measured value as an output. */
  datum(datum: MadeDatum): void;
  /** Offers a text as a datum of the target. */
  document(document: MadeDocument): void;
  /**
   * Has one of what `goes` removed, record and file, when the process has succeeded.
   * @throws PipelineFailure for anything else
   */
  remove(product: DataProduct['id']): void;
  /** Ends the process with a sentence for its user. @throws PipelineFailure always */
  fail(message: string): never;
  /** Aborts when the process is cancelled or its runner stops. */
  readonly signal: AbortSignal;
}

/** A pipeline: what it is called, what it takes, and what it does. */
export interface PipelineDefinition<Params extends z.ZodType = z.ZodType, F extends FlagDefinitions = FlagDefinitions> {
  readonly name: string;
  readonly title: string;
  /** How identifiers of its processes begin. Default: its name. */
  readonly shortName?: string;
  /** One line that an astronomer understands. */
  readonly says: string;
  readonly queue: string;
  readonly accepts: Accepts;
  /** The only programs that it may run, with the only options it may give them. Default: none. */
  readonly tools?: readonly Tool[];
  /** Which of its tools a run with these parameters needs. Default: all. */
  needs?(params: z.output<Params>): readonly Tool[];
  /** Default: none. */
  readonly flags?: F;
  /** Default: none. Every parameter has a default, or is given with each run. */
  readonly params?: Params;
  run(ctx: PipelineContext<z.output<Params>, F>): Promise<Conclusion | void>;
}

/** A pipeline of some parameters and flags, run with values that its own definition has checked. */
export interface Pipeline {
  readonly name: string;
  readonly title: string;
  readonly shortName: string;
  readonly says: string;
  readonly queue: string;
  readonly accepts: Accepts;
  readonly tools: readonly Tool[];
  readonly flags: FlagDefinitions;
  readonly params: z.ZodType;
  needs(params: unknown): readonly Tool[];
  run(ctx: PipelineContext<unknown>): Promise<Conclusion>;
}

const noParams = z.strictObject({});
const done: Conclusion = { says: 'done', facts: {} };

/**
 * Declares a pipeline; the compiler holds `run` against the schema of its parameters and the names of its flags.
 * @throws InvalidPipeline with everything that is wrong with the definition
 */
export function definePipeline<
  Params extends z.ZodType = typeof noParams,
  const F extends FlagDefinitions = Record<never, never>,
>(definition: PipelineDefinition<Params, F>): Pipeline {
  const faults = faultsOf(definition);
  if (faults.length > 0) throw new InvalidPipeline(faults);
  const { name, title, shortName = name, says, queue, accepts, tools = [], flags = {}, params = noParams } = definition;
  const pipeline: Pipeline = {
    ...{ name, title, shortName, says, queue, accepts, tools, flags, params: closed(params) },
    needs: (given) => definition.needs?.(given as z.output<Params>) ?? tools,
    // both were checked against this very definition before the run
    run: async (ctx) => (await definition.run(ctx as PipelineContext<z.output<Params>, F>)) ?? done,
  };
  lawful.add(pipeline);
  return pipeline;
}

const lawful = new WeakSet<object>();

/** True for what {@link definePipeline} made. */
export const isPipeline = (value: unknown): value is Pipeline =>
  typeof value === 'object' && value !== null && lawful.has(value);

/** A misspelt parameter is refused, not passed over. */
const closed = (params: z.ZodType): z.ZodType =>
  params instanceof z.ZodObject && params.def.catchall === undefined ? params.strict() : params;
