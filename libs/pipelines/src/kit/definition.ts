import type { DataProduct, ReducedDatum, Target } from '@nightjar/contracts';
import type { Seconds } from '@nightjar/astro';
import type { z } from 'zod';
import type { ToolOutcome } from './tool.js';

/** What a pipeline can work on. */
export interface Accepts {
  readonly target: 'needed' | 'optional';
  readonly types: readonly DataProduct['type'][];
  readonly atLeast: number;
}

/** A data product and where its file lies, to be read only. */
export interface PipelineInput {
  readonly product: DataProduct;
  readonly path: string;
}

/** A file that a process made. Its name is that of the file alone; the process's identifier is put before it. */
export interface MadeProduct {
  readonly file: string;
  readonly type: DataProduct['type'];
  readonly mediaType: string;
  readonly content: Uint8Array;
  /** The product it was made from. */
  readonly of: DataProduct['id'] | null;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** A value that a process measured; the process, its target and the trace are added by who runs it. */
export type MadeDatum = Omit<ReducedDatum, 'id' | 'target' | 'process' | 'traceId'>;

export type LogLevel = 'info' | 'warn' | 'error';

/** The target as a pipeline needs it. */
export type PipelineTarget = Pick<Target, 'id' | 'name' | 'raDeg' | 'decDeg' | 'errorDeg'>;

/** How a pipeline ended: one sentence for a person, and what it found as facts. */
export interface Conclusion {
  readonly says: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** All a pipeline may do while it runs. */
export interface PipelineContext<Params> {
  readonly target: PipelineTarget | null;
  readonly inputs: readonly PipelineInput[];
  readonly params: Params;
  /** A folder of its own; removed afterwards, however it ends. */
  readonly workdir: string;
  /** Runs a named part: timed, shown, and the last one to be blamed. */
  step<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  log(text: string, level?: LogLevel): void;
  /**
   * Runs one of the pipeline's `tools` in the workdir and waits for it.
   * @throws when it cannot be started, takes longer than `timeoutS` (default 60) or ends with an exit code other than 0
   */
  tool(program: string, args: readonly string[], limits?: { readonly timeoutS?: Seconds }): Promise<ToolOutcome>;
  /** Offers a file as an output. Outputs appear all together when the process has succeeded, or not at all. */
  store(product: MadeProduct): void;
  /** Offers a measured value as an output. */
  datum(datum: MadeDatum): void;
  /** Ends the process with a sentence for its user. @throws PipelineFailure always */
  fail(message: string): never;
  /** Aborts when the process is cancelled or its runner stops. */
  readonly signal: AbortSignal;
}

/** A pipeline: what it is called, what it takes, and what it does. */
export interface PipelineDefinition<Params extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  /** One line that an astronomer understands. */
  readonly says: string;
  readonly queue: string;
  readonly accepts: Accepts;
  /** The only programs that it may run. */
  readonly tools: readonly string[];
  readonly params: Params;
  run(ctx: PipelineContext<z.output<Params>>): Promise<Conclusion>;
}

/** A pipeline of some parameters, run with values that its own schema has checked. */
export interface Pipeline extends Omit<PipelineDefinition, 'run'> {
  run(ctx: PipelineContext<unknown>): Promise<Conclusion>;
}

/** Declares a pipeline; the compiler holds `run` against the schema of its parameters. */
export function definePipeline<Params extends z.ZodType>(definition: PipelineDefinition<Params>): Pipeline {
  return {
    ...definition,
    run: (ctx) => definition.run({ ...ctx, params: definition.params.parse(ctx.params) }),
  };
}
