import { AddProduct, ChainChanged, HeartbeatTelemetry, ListProcesses, RunChain, type Chain } from '@nightjar/contracts';
import { ProductStore } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frameBytes } from '../../faults/frame-bytes.js';
import { bare, SCRIPT, stints, type Stint } from './work.js';

const QUEUES = ['inspect', 'photometry', 'site'] as const;
const READY_WITHIN_MS = 60_000;
const CHAIN_WITHIN_MS = 120_000;

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
  await runChain(night, id, work);
  const pairs: { bareMs: number; chainMs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // the first of a pair in turn, so that what the machine does meanwhile falls on both
    const chainFirst = round % 2 === 0;
    let chainMs = chainFirst ? await runChain(night, id, work) : 0;
    let bareMs = 0;
    for (const stint of work) bareMs += await bare(stint, frame);
    if (!chainFirst) chainMs = await runChain(night, id, work);
    pairs.push({ bareMs, chainMs });
    console.log(
      `bare ${bareMs.toFixed(0)} ms, as a chain ${chainMs.toFixed(0)} ms: ${(chainMs - bareMs).toFixed(0)} ms more`,
    );
  }
  const added = pairs.map(({ bareMs, chainMs }) => chainMs - bareMs);
  const shares = pairs.map(({ bareMs, chainMs }) => (100 * (chainMs - bareMs)) / bareMs);
  const whole = (value: number): number => Math.round(value);
  console.log(
    JSON.stringify({
      ...{ bench: 'pipeline-overhead', rounds, steps: work.length, unit: 'ms' },
      ...{
        bareP50: whole(
          at(
            pairs.map(({ bareMs }) => bareMs),
            0.5,
          ),
        ),
        addedP50: whole(at(added, 0.5)),
      },
      ...{ addedMin: whole(at(added, 0)), addedMax: whole(at(added, 1)) },
      ...{ addedPercentP50: Math.round(100 * at(shares, 0.5)) / 100, extractions: work[1]?.times },
    }),
  );
}

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

/** From the order to the word that the chain has ended. @returns ms */
async function runChain(night: Night, input: string, work: readonly Stint[]): Promise<number> {
  const steps = work.map(({ queue, seconds, times }) => ({ pipeline: `stint-${queue}`, params: { seconds, times } }));
  const atMs = performance.now();
  const { id } = await night.ask(RunChain, { inputs: [input], steps }, { timeoutMs: READY_WITHIN_MS });
  const chain = await night.until(ChainChanged, (one) => one.id === id && one.finishedAt !== null, CHAIN_WITHIN_MS);
  const tookMs = performance.now() - atMs;
  if (chain.state !== 'SUCCEEDED') throw new Error(`the chain is ${chain.state}: ${chain.because}`);
  if (process.env['BENCH_EXPLAIN']) await explain(night, chain);
  return tookMs;
}

/** Where the time of a chain went, on standard error. */
async function explain(night: Night, chain: Chain): Promise<void> {
  for (const step of chain.steps) {
    const [process] = (await night.ask(ListProcesses, { id: step.process })).results;
    console.error(
      `  ${process?.created} ${process?.started} ${process?.finished} ${process?.durationS} s ${step.pipeline}`,
    );
  }
}

function at(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
