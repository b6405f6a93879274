import { describe, expect, it } from '@jest/globals';
import { newId } from '@nightjar/contracts';
import { FitsError } from '@nightjar/imaging';
import { z } from 'zod';
import { frameProduct } from '../photometry/afterglow.fixture.js';
import { definePipeline, type PipelineContext, type PipelineTarget } from './definition.js';
import { runPipeline } from './run-pipeline.js';
import type { ToolOutcome } from './tool.js';

const target: PipelineTarget = { id: newId('tgt'), name: 'x', raDeg: 1, decDeg: 2, errorDeg: null };
const params = z.object({ times: z.int().positive().default(2) });
type Ctx = PipelineContext<z.output<typeof params>>;

const pipelineThat = (run: (ctx: Ctx) => unknown, needs: 'needed' | 'optional' = 'needed') =>
  definePipeline({
    ...{ name: 'trial', title: 'Trial', says: 'Tries.', queue: 'inspect', tools: ['echo'], params },
    accepts: { target: needs, types: ['frame'], atLeast: 1 },
    run: async (ctx) => {
      await run(ctx);
      return { says: 'done', facts: { times: ctx.params.times } };
    },
  });

const outcome = (changes: Partial<ToolOutcome> = {}): ToolOutcome => ({
  ...{ exitCode: 0, timedOut: false, tail: ['hello'], durationS: 0.1 },
  ...changes,
});

async function run(
  pipeline: ReturnType<typeof pipelineThat>,
  {
    of = target,
    inputs = [frameProduct('/nowhere')],
    given = {},
    tool = outcome(),
  }: {
    of?: PipelineTarget | null;
    inputs?: ReturnType<typeof frameProduct>[];
    given?: unknown;
    tool?: ToolOutcome;
  } = {},
) {
  const said: string[] = [];
  const witness = {
    stepBegan: (name: string) => void said.push(`began ${name}`),
    stepEnded: (name: string, ok: boolean) => void said.push(`ended ${name} ${ok ? 'well' : 'badly'}`),
    log: (text: string, level: string) => void said.push(`${level} ${text}`),
  };
  const work = { target: of, inputs, params: given, workdir: '/nowhere' };
  const ports = { tools: { run: async () => tool }, witness, signal: new AbortController().signal };
  const result = await runPipeline(pipeline, work, ports).catch((fault: unknown) => fault);
  return { result, said };
}

describe('a run of a pipeline', () => {
  it('gives what it offered, with defaults filled into its parameters', async () => {
    const product = {
      file: 'a.txt',
      type: 'log',
      mediaType: 'text/plain',
      content: Buffer.of(1),
      of: null,
      meta: {},
    } as const;
    const { result } = await run(pipelineThat((ctx) => ctx.store(product)));
    expect(result).toEqual({ outcome: 'succeeded', says: 'done', facts: { times: 2 }, products: [product], data: [] });
  });

  it('gives none of its outputs when it fails half-way, and says why', async () => {
    const { result, said } = await run(
      pipelineThat(async ({ step, store, fail }) => {
        store({ file: 'a', type: 'log', mediaType: 'text/plain', content: Buffer.of(1), of: null, meta: {} });
        await step('judge', () => fail('There are no stars.'));
      }),
    );
    expect(result).toEqual({ outcome: 'failed', because: 'There are no stars.' });
    expect(said).toEqual(['began judge', 'ended judge badly']);
  });

  it('takes a broken FITS file for a failure in words, and any other error for a fault', async () => {
    const broken = pipelineThat(() => Promise.reject(new FitsError('truncated', 'the file is cut off')));
    expect((await run(broken)).result).toEqual({ outcome: 'failed', because: 'the file is cut off' });
    const mistaken = pipelineThat(() => Promise.reject(new TypeError('of null')));
    expect((await run(mistaken)).result).toBeInstanceOf(TypeError);
  });

  it.each([
    ['no target', { of: null }, 'Trial needs a target.'],
    ['no input', { inputs: [] }, 'Trial needs at least 1 input, not 0.'],
    [
      'a wrong input',
      { inputs: [frameProduct('/x', { type: 'preview', name: 'p.png' })] },
      /type frame; p\.png is a preview/,
    ],
  ])('does not begin with %s', async (_, given, because) => {
    const { result, said } = await run(
      pipelineThat(() => Promise.reject(new Error('it began'))),
      given,
    );
    expect(result).toMatchObject({ outcome: 'failed', because: expect.stringMatching(because) });
    expect(said).toEqual([]);
  });

  it('begins without a target where the pipeline may', async () => {
    const { result } = await run(
      pipelineThat(() => undefined, 'optional'),
      { of: null },
    );
    expect(result).toMatchObject({ outcome: 'succeeded' });
  });

  it('refuses parameters that break its schema', async () => {
    expect(
      (
        await run(
          pipelineThat(() => undefined),
          { given: { times: -1 } },
        )
      ).result,
    ).toBeInstanceOf(z.ZodError);
  });

  it('may only run the tools that it names', async () => {
    const { result } = await run(pipelineThat(({ tool }) => tool('rm', ['-rf', '/'])));
    expect(result).toEqual(new RangeError('rm is no tool of trial'));
  });

  it('logs what a tool was called with and said, and takes an exit code for a fault', async () => {
    const call = pipelineThat(({ tool }) => tool('echo', ['-n', 'hello']));
    const { said } = await run(call);
    expect(said).toEqual(['info $ echo -n hello', 'info hello', 'info echo ended with exit code 0, 0.10 s']);
    expect((await run(call, { tool: outcome({ exitCode: 2 }) })).result).toEqual(
      new Error('echo ended with exit code 2: hello'),
    );
    expect((await run(call, { tool: outcome({ exitCode: null, timedOut: true }) })).result).toEqual(
      new Error('echo was ended after 60 s: hello'),
    );
  });
});
