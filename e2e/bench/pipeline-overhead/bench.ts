import { AddProduct, ChainChanged, HeartbeatTelemetry, ListProcesses, RunChain } from '@nightjar/contracts';
import { ProductStore } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frameBytes } from '../../faults/frame-bytes.js';
import { bare, SCRIPT, stints, type Stint, type Took } from './work.js';

const QUEUES = ['inspect', 'photometry', 'site'] as const;
const READY_WITHIN_MS = 60_000;
const CHAIN_WITHIN_MS = 120_000;
const WARMING = 30;

/** A chain and the same commands bare, in turn; what is compared ran within the same half minute. */
export async function bench(rounds: number): Promise<void> {
  await using night = await startNight();
  await provide(night);
  await ready(night);
  const stored = await new ProductStore(night.home).put(Buffer.from(frameBytes(1)));
  const named = { name: 'bench.fits', type: 'other' as const, mediaType: 'application/fits', ...stored };
  const { id } = await night.ask(AddProduct, named, { timeoutMs: READY_WITHIN_MS });
  const frame = new ProductStore(night.home).path(stored.sha256);
  const work = await stints(frame);
  // as services are that have been up for a night, and not as they are in their first minute
  const short = work.map((stint) => ({ ...stint, seconds: 0.1, times: 0 }));
  for (let i = 0; i < WARMING; i++) await runChain(night, id, short);
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    // the first of a pair in turn, so that what the machine does meanwhile falls on both
    const chainFirst = round % 2 === 0;
    const first = chainFirst ? await runChain(night, id, work) : undefined;
    const alone = sum(await inTurn(work, (stint) => bare(stint, frame)));
    const pair = { alone, chain: first ?? (await runChain(night, id, work)) };
    pairs.push(pair);
    console.log(
      `bare ${whole(alone.wholeMs)} ms, as a chain ${whole(pair.chain.wholeMs)} ms: ${whole(around(pair))} ms more around the tools, ${whole(added(pair))} ms with what they themselves took more or less`,
    );
  }
  const p50 = (of: (pair: Pair) => number): number => at(pairs.map(of), 0.5);
  const hundredths = (value: number): number => Math.round(100 * value) / 100;
  console.log(
    JSON.stringify({
      ...{ bench: 'pipeline-overhead', rounds, steps: work.length, extractions: work[1]?.times, unit: 'ms' },
      bareP50: whole(p50(({ alone }) => alone.wholeMs)),
      aroundP50: whole(p50(around)),
      aroundMax: whole(at(pairs.map(around), 1)),
      aroundPercentP50: hundredths(p50((pair) => (100 * around(pair)) / pair.alone.wholeMs)),
      addedP50: whole(p50(added)),
      addedMin: whole(at(pairs.map(added), 0)),
      addedMax: whole(at(pairs.map(added), 1)),
      addedPercentP50: hundredths(p50((pair) => (100 * added(pair)) / pair.alone.wholeMs)),
    }),
  );
}

interface Pair {
  readonly alone: Took;
  readonly chain: Took;
}

/** What a chain takes more than the commands by themselves. @returns ms */
const added = ({ alone, chain }: Pair): number => chain.wholeMs - alone.wholeMs;

/**
 * The same without what the tools took more or less by their own clock: SExtractor alone differs by tenths of a second
 * from run to run. @returns ms
 */
const around = ({ alone, chain }: Pair): number => chain.wholeMs - chain.workedMs - (alone.wholeMs - alone.workedMs);

const sum = (all: readonly Took[]): Took => ({
  wholeMs: all.reduce((total, { wholeMs }) => total + wholeMs, 0),
  workedMs: all.reduce((total, { workedMs }) => total + workedMs, 0),
});

async function inTurn<T>(work: readonly Stint[], each: (stint: Stint) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (const stint of work) all.push(await each(stint));
  return all;
}

const whole = (value: number): number => Math.round(value);

/** One process for each queue, as a site has them, and one program on each. */
async function provide(night: Night): Promise<void> {
  const folder = join(night.home, 'pipelines');
  await mkdir(folder, { recursive: true });
  await copyFile(SCRIPT, join(folder, 'stint.sh'));
  for (const queue of QUEUES)
    await writeFile(
      join(folder, `stint-${queue}.json`),
      JSON.stringify({
        ...{
          name: `stint-${queue}`,
          title: 'Stint',
          says: 'Works for a known time.',
          queue,
          command: ['sh', './stint.sh'],
        },
        ...{ accepts: { target: 'optional', atLeast: 1 }, timeoutS: 120 },
        params: { seconds: { type: 'number', default: 0 }, times: { type: 'integer', default: 0 } },
      }),
    );
  await night.spawn('catalog');
  for (const queue of QUEUES) await night.spawn('pipeline', { NIGHTJAR_QUEUE: queue });
}

function ready(night: Night): Promise<void> {
  const missing = new Set(['catalog', ...QUEUES.map((queue) => `pipeline-${queue}`)]);
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`not ready: ${[...missing].join(', ')}`)), READY_WITHIN_MS);
    night.bus.hear(HeartbeatTelemetry, async ({ name, state }) => {
      if (state === 'READY') missing.delete(name);
      if (missing.size > 0) return;
      clearTimeout(timer);
      done();
    });
  });
}

/** From the order to the word that the chain has ended. */
async function runChain(night: Night, input: string, work: readonly Stint[]): Promise<Took> {
  const steps = work.map(({ queue, seconds, times }) => ({ pipeline: `stint-${queue}`, params: { seconds, times } }));
  const atMs = performance.now();
  const { id } = await night.ask(RunChain, { inputs: [input], steps }, { timeoutMs: READY_WITHIN_MS });
  const chain = await night.until(ChainChanged, (one) => one.id === id && one.finishedAt !== null, CHAIN_WITHIN_MS);
  const wholeMs = performance.now() - atMs;
  if (chain.state !== 'SUCCEEDED') throw new Error(`the chain is ${chain.state}: ${chain.because}`);
  const worked = await Promise.all(
    chain.steps.map(async ({ process }) => (await night.ask(ListProcesses, { id: process })).results[0]),
  );
  return { wholeMs, workedMs: worked.reduce((total, process) => total + Number(process?.result['workedMs']), 0) };
}

function at(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
