import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { round } from '../figures.js';
import { table } from '../reduction-accuracy/table.js';
import { reduceByCommand, type CommandFigures } from './command.js';
import { largeFrame, smallFrame, type FrameToReduce } from './frames.js';
import { stepTimes, type StepTime } from './step-times.js';

const pipelines = ['inspect', 'photometry'] as const;
/** The command is run so often on the small frame, and the quickest run counts: what else the machine does is not in it. */
const rounds = 5;

/** What is wanted: seconds and MiB of the whole command. The reference implementation takes 15.7 s on the small frame. */
const wanted = { small: { wallS: 9, peakMiB: 512 }, large: { wallS: 60, peakMiB: 1500 } } as const;

/** Prints steps and whole of both frames, and all of it as JSON on the last line. */
export async function bench(corpus: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-bench-'));
  try {
    const small = await measure(await smallFrame(folder, corpus), folder, rounds, wanted.small);
    const large = await measure(await largeFrame(folder), folder, 1, wanted.large);
    console.log(JSON.stringify({ bench: 'reduction', wanted, small, large, unit: 's' }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  frame: FrameToReduce,
  folder: string,
  times: number,
  limits: { readonly wallS: number; readonly peakMiB: number },
) {
  const timed: StepTime[][] = [];
  for (let i = 0; i < times; i++) timed.push(await stepTimes(pipelines, frame));
  // as in a command, which does all of it for the first time
  const [steps = []] = timed;
  console.log(`${frame.name}\n\n${table(steps.map(rowOf))}\n`);
  const runs: CommandFigures[] = [];
  for (let i = 0; i < times; i++) runs.push(await reduceByCommand(frame, folder));
  const best = runs.reduce((one, other) => (other.wallS < one.wallS ? other : one));
  const { wholeS, bareToolsS, ownCpuS } = sums(steps);
  const ownPercent = round((100 * (wholeS - bareToolsS)) / bareToolsS, 1);
  const seconds = best.pipelines.map((one) => `${one.name} ${one.seconds?.toFixed(2) ?? '?'} s`).join(', ');
  console.log(
    `nightjar process: ${round(best.wallS, 2)} s (wanted: ${limits.wallS}), of it ${round(best.cpuS, 2)} s of processor time of its own; ${seconds}`,
  );
  console.log(
    `bare tools ${round(bareToolsS, 2)} s; ours besides ${round(wholeS - bareToolsS, 2)} s (${round(ownCpuS, 2)} s of processor time): ${ownPercent} % of the tools' time`,
  );
  const called = sums(usual(timed).filter(({ tools }) => tools.length > 0));
  const addedS = called.wholeS - called.bareToolsS;
  console.log(
    `steps that call a tool add ${round(addedS, 3)} s to it: ${round((100 * addedS) / called.bareToolsS, 1)} % of the tools' time; the others stand in place of tools`,
  );
  const split = splitOf(steps, best);
  console.log(
    `of the whole command: ${Object.entries(split)
      .map(([part, took]) => `${part} ${took.toFixed(2)} s`)
      .join(', ')}`,
  );
  console.log(
    `at most ${best.peakMiB} MiB (wanted: ${limits.peakMiB}); the longest piece of numerics without a turn of the event loop ${best.loopBlockedMs} ms\n`,
  );
  return { frame: frame.name, steps: steps.map(rowOf), command: best, ownPercent, addedS, split };
}

/** The middle one of several runs of each step, by what it adds to its tools: those differ by tenths of a second by themselves. */
function usual(runs: readonly (readonly StepTime[])[]): StepTime[] {
  const added = ({ wholeS, bareToolsS }: StepTime): number => wholeS - bareToolsS;
  const middle = (same: readonly StepTime[]): StepTime | undefined =>
    same.toSorted((a, b) => added(a) - added(b))[same.length >> 1];
  return (runs[0] ?? []).flatMap((_, i) => middle(runs.flatMap((run) => run[i] ?? [])) ?? []);
}

/** Steps that draw and write what the others found. */
const writing = new Set(['preview', 'products']);

/**
 * Where the seconds of a command go: bare tools; numerics, which are all steps but those that draw and write; plots and
 * products; start and end, which no pipeline is told to have taken; and the rest, by which the command differs from the steps
 * as they were timed one by one.
 */
function splitOf(steps: readonly StepTime[], { wallS, pipelines: told }: CommandFigures) {
  const ours = (written: boolean): number =>
    steps
      .filter(({ step }) => writing.has(step) === written)
      .reduce((sum, { wholeS, bareToolsS }) => sum + wholeS - bareToolsS, 0);
  const tools = sums(steps).bareToolsS;
  const [numerics, plotsAndProducts] = [ours(false), ours(true)];
  const start = wallS - told.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  const rest = wallS - tools - numerics - plotsAndProducts - start;
  return { tools, numerics, 'plots and products': plotsAndProducts, 'start and end': start, rest };
}

const sums = (steps: readonly StepTime[]) => ({
  ownCpuS: steps.reduce((sum, step) => sum + step.ownCpuS, 0),
  wholeS: steps.reduce((sum, step) => sum + step.wholeS, 0),
  bareToolsS: steps.reduce((sum, step) => sum + step.bareToolsS, 0),
});

const rowOf = ({ pipeline, step, wholeS, bareToolsS, ownCpuS, tools }: StepTime) => ({
  ...{ pipeline, step, 'whole s': round(wholeS, 3), 'bare tools s': round(bareToolsS, 3) },
  ...{ 'ours s': round(wholeS - bareToolsS, 3), 'ours, processor s': round(ownCpuS, 3), tools: tools.join(', ') },
});
