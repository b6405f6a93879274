import type { Chain, Process } from '@nightjar/contracts';
import { duration } from '../../shown/duration.js';
import { inputsSay } from './sources.js';

const SUCCEEDED = 'SUCCEEDED';
const OVER: ReadonlySet<string> = new Set([SUCCEEDED, 'FAILED', 'CANCELLED', 'LOST']);

export interface StepOfChain {
  /** Counted from 0, as the server counts them. */
  readonly at: number;
  readonly process: string;
  readonly pipeline: string;
  readonly state: string;
  readonly status: string;
  readonly waitsFor: string;
  /** Where its inputs come from; empty where it is given what the chain is given. */
  readonly worksOn: string;
  /** 0 to 1 over the steps of its process; null where nothing tells. */
  readonly progress: number | null;
  readonly elapsedS: number | null;
  readonly resumable: boolean;
}

/** How far a process is, 0 to 1, as far as its running step tells; null when it does not. */
export const progressOf = (process: Pick<Process, 'state' | 'steps'> | undefined): number | null => {
  if (!process) return null;
  if (process.state === SUCCEEDED) return 1;
  return process.steps.findLast(({ status }) => status === 'RUNNING')?.progress ?? null;
};

const elapsedOf = (process: Process | undefined, nowMs: number): number | null => {
  if (!process?.started) return null;
  if (process.durationS !== null) return process.durationS;
  return Math.max(0, ((process.finished ? Date.parse(process.finished) : nowMs) - Date.parse(process.started)) / 1000);
};

/** Whether a chain can be run again from a step on: it is over, and every step that it waits for succeeded. */
export const canResumeFrom = ({ state, steps }: Pick<Chain, 'state' | 'steps'>, at: number): boolean =>
  OVER.has(state) && at < steps.length && steps.slice(0, at).every((step) => step.state === SUCCEEDED);

/** The steps of a chain beside what is known of their processes. */
export const stepsOfChain = (chain: Chain, processes: readonly Process[], nowMs: number): StepOfChain[] =>
  chain.steps.map(({ process: id, pipeline, state, status, after, inputs }, at) => {
    const process = processes.find((one) => one.id === id);
    return {
      ...{ at, process: id, pipeline, state, status },
      waitsFor: after.length
        ? `after ${after.map((i) => `${i + 1} ${chain.steps[i]?.pipeline ?? ''}`).join(', ')}`
        : '',
      worksOn: inputs ? `on ${inputsSay(inputs, (i) => chain.steps[i]?.pipeline ?? '')}` : '',
      progress: progressOf(process),
      elapsedS: elapsedOf(process, nowMs),
      resumable: canResumeFrom(chain, at),
    };
  });

/** How long a chain takes or took, seconds. */
export const chainElapsedS = ({ createdAt, finishedAt }: Pick<Chain, 'createdAt' | 'finishedAt'>, nowMs: number) =>
  Math.max(0, ((finishedAt ? Date.parse(finishedAt) : nowMs) - Date.parse(createdAt)) / 1000);

/** `2 of 3 steps done, 1 min 05 s`, for the head of the page. */
export const chainSays = (chain: Pick<Chain, 'steps' | 'createdAt' | 'finishedAt'>, nowMs: number): string => {
  const done = chain.steps.filter(({ state }) => state === SUCCEEDED).length;
  const steps = chain.steps.length === 1 ? 'step' : 'steps';
  return `${done} of ${chain.steps.length} ${steps} done, ${duration(chainElapsedS(chain, nowMs))}`;
};
