import { FitsError } from '@nightjar/imaging';
import { faultOfInputs } from './check-inputs.js';
import type {
  LogLevel,
  MadeDatum,
  MadeProduct,
  Pipeline,
  PipelineContext,
  PipelineInput,
  PipelineTarget,
} from './definition.js';
import { PipelineFailure } from './failure.js';
import type { ToolOutcome, ToolRunner } from './tool.js';

/** What is to be done. */
export interface PipelineWork {
  readonly target: PipelineTarget | null;
  readonly inputs: readonly PipelineInput[];
  readonly params: unknown;
  readonly workdir: string;
}

/** Told of a process as it goes. */
export interface PipelineWitness {
  stepBegan(name: string): void;
  stepEnded(name: string, ok: boolean): void;
  log(text: string, level: LogLevel): void;
}

/** How a run ended. A fault is not among these: it is thrown. */
export type PipelineResult =
  | {
      readonly outcome: 'succeeded';
      readonly says: string;
      readonly facts: Readonly<Record<string, unknown>>;
      readonly products: readonly MadeProduct[];
      readonly data: readonly MadeDatum[];
    }
  | { readonly outcome: 'failed'; readonly because: string };

const defaultTimeoutS = 60;

/**
 * Runs a pipeline once. It can be run anywhere: what it needs of the world comes in as arguments.
 * @throws what the pipeline threw, unless it was a failure in words or a broken FITS file
 */
export async function runPipeline(
  pipeline: Pipeline,
  work: PipelineWork,
  ports: { readonly tools: ToolRunner; readonly witness: PipelineWitness; readonly signal: AbortSignal },
): Promise<PipelineResult> {
  const fault = faultOfInputs(pipeline, work.target, work.inputs);
  if (fault !== undefined) return { outcome: 'failed', because: fault };
  const products: MadeProduct[] = [];
  const data: MadeDatum[] = [];
  const { witness, signal } = ports;
  const ctx: PipelineContext<unknown> = {
    ...work,
    signal,
    log: (text, level = 'info') => witness.log(text, level),
    step: (name, part) => watched(name, part, witness, signal),
    tool: (program, args, { timeoutS = defaultTimeoutS } = {}) =>
      callTool(pipeline, { program, arguments: args, folder: work.workdir, timeoutS }, ports),
    store: (product) => void products.push(product),
    datum: (datum) => void data.push(datum),
    fail: (message) => {
      throw new PipelineFailure(message);
    },
  };
  try {
    const { says, facts } = await pipeline.run(ctx);
    return { outcome: 'succeeded', says, facts, products, data };
  } catch (reason) {
    if (reason instanceof PipelineFailure || reason instanceof FitsError)
      return { outcome: 'failed', because: reason.message };
    throw reason;
  }
}

async function watched<T>(
  name: string,
  part: () => T | Promise<T>,
  witness: PipelineWitness,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  witness.stepBegan(name);
  try {
    const value = await part();
    witness.stepEnded(name, true);
    return value;
  } catch (reason) {
    witness.stepEnded(name, false);
    throw reason;
  }
}

async function callTool(
  pipeline: Pipeline,
  call: Parameters<ToolRunner['run']>[0],
  { tools, witness }: { readonly tools: ToolRunner; readonly witness: PipelineWitness },
): Promise<ToolOutcome> {
  const { program } = call;
  if (!pipeline.tools.includes(program)) throw new RangeError(`${program} is no tool of ${pipeline.name}`);
  witness.log(`$ ${[program, ...call.arguments].join(' ')}`, 'info');
  const outcome = await tools.run(call);
  const ended = outcome.timedOut
    ? `${program} was ended after ${call.timeoutS} s`
    : `${program} ended with ${outcome.exitCode === null ? 'a signal' : `exit code ${outcome.exitCode}`}`;
  const ok = outcome.exitCode === 0;
  for (const line of outcome.tail) witness.log(line, ok ? 'info' : 'warn');
  witness.log(`${ended}, ${outcome.durationS.toFixed(2)} s`, ok ? 'info' : 'error');
  if (!ok) throw new Error(`${ended}: ${outcome.tail.at(-1) ?? 'it said nothing'}`);
  return outcome;
}
