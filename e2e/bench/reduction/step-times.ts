import { newId, type DataProduct } from '@nightjar/contracts';
import { pipelineNamed, runPipeline, type ToolRunner } from '@nightjar/pipelines';
import { networkIsolation, Prefork, ProgramRunner } from '@nightjar/programs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameToReduce } from './frames.js';

/** One step of a pipeline, in seconds of the clock but for `ownCpuS`. */
export interface StepTime {
  readonly pipeline: string;
  readonly step: string;
  /** All of the step, tools as we run them included. */
  readonly wholeS: number;
  /** The same tools with the same arguments in the same folder, started plainly. */
  readonly bareToolsS: number;
  /** Processor time of this process, which others' work does not lengthen as much. */
  readonly ownCpuS: number;
  readonly tools: readonly string[];
}

/** Runs pipelines one after the other in this process; every tool is run twice, first bare. @throws when one fails */
export async function stepTimes(pipelines: readonly string[], frame: FrameToReduce): Promise<StepTime[]> {
  const path = process.env.PATH ?? '';
  const signal = new AbortController().signal;
  const isolation = await networkIsolation(path);
  using prefork = new Prefork(path, { isolation });
  const ours = new ProgramRunner({ path, signal, isolation, prefork });
  const times: StepTime[] = [];
  for (const name of pipelines) {
    const pipeline = pipelineNamed(name);
    if (!pipeline) throw new Error(`there is no pipeline ${name}`);
    let [startedMs, bareToolsS, used]: [number, number, string[]] = [0, 0, []];
    let before = process.cpuUsage();
    const tools: ToolRunner = {
      run: async (call, hear) => {
        const bare = await bareSeconds(call.program, call.arguments, call.folder, call.input);
        bareToolsS += bare;
        used.push(call.program);
        return ours.run({ ...call, network: call.network ?? false }, hear);
      },
    };
    const witness = {
      stepBegan: () => {
        [startedMs, bareToolsS, used] = [performance.now(), 0, []];
        before = process.cpuUsage();
      },
      stepEnded: (step: string) => {
        // what the bare runs took is no part of the step
        const wholeS = (performance.now() - startedMs) / 1000 - bareToolsS;
        const { user, system } = process.cpuUsage(before);
        times.push({ pipeline: name, step, wholeS, bareToolsS, ownCpuS: (user + system) / 1e6, tools: used });
      },
      log: () => undefined,
    };
    const workdir = await mkdtemp(join(tmpdir(), 'nightjar-bench-'));
    try {
      const target = { id: newId('tgt'), name: 'HAT-P-32', ...frame.target, errorDeg: null };
      const inputs = [{ path: frame.path, product: await productOf(frame) }];
      const result = await runPipeline(pipeline, { target, inputs, params: {}, workdir }, { tools, witness, signal });
      if (result.outcome === 'failed') throw new Error(`${name}: ${result.because}`);
    } finally {
      await rm(workdir, { recursive: true, force: true });
    }
  }
  return times;
}

async function bareSeconds(program: string, args: readonly string[], cwd: string, input = ''): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => undefined).end(input);
  await once(child, 'close');
  return (performance.now() - startedMs) / 1000;
}

const productOf = async ({ path }: FrameToReduce): Promise<DataProduct> => ({
  ...{
    id: newId('prd'),
    name: 'frame.fits',
    type: 'frame',
    mediaType: 'application/fits',
    size: (await stat(path)).size,
  },
  ...{ sha256: '0'.repeat(64), target: null, observation: null, process: null, of: null, meta: {}, tags: [] },
  ...{ traceId: null, createdAt: '2017-12-20T02:00:00.000Z' },
});
