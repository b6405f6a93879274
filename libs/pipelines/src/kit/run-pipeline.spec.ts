import { describe, expect, it } from '@jest/globals';
import { newId } from '@nightjar/contracts';
import { FitsError } from '@nightjar/imaging';
import { z } from 'zod';
import { frameProduct } from '../photometry/afterglow.fixture.js';
import { definePipeline, type PipelineContext, type PipelineTarget } from './definition.js';
import type { Progress } from './progress.js';
import { runPipeline } from './run-pipeline.js';
import { text, type Tool } from './tool-declaration.js';
import { ToolFault, type ToolOutcome } from './tool.js';

const target: PipelineTarget = { id: newId('tgt'), name: 'x', raDeg: 1, decDeg: 2, errorDeg: null };
const params = z.object({ times: z.int().positive().default(2) });
type Ctx = PipelineContext<z.output<typeof params>>;
const echo: Tool = { program: 'echo', package: 'coreutils', options: { '-n': text(/[a-z]+/) } };

const pipelineThat = (run: (ctx: Ctx) => unknown, needs: 'needed' | 'optional' = 'needed') =>
  definePipeline({
    ...{ name: 'trial', title: 'Trial', says: 'Tries.', queue: 'inspect', tools: [echo], params },
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
    missing,
  }: {
    of?: PipelineTarget | null;
    inputs?: ReturnType<typeof frameProduct>[];
    given?: unknown;
    tool?: ToolOutcome;
    missing?: string;
  } = {},
) {
  const said: string[] = [];
  const witness = {
    stepBegan: (name: string) => void said.push(`began ${name}`),
    stepEnded: (name: string, ok: boolean) => void said.push(`ended ${name} ${ok ? 'well' : 'badly'}`),
    stepProgress: (name: string, { done, of: whole }: Progress) => void said.push(`${name} ${done}/${whole}`),
    status: (text: string) => void said.push(`status ${text}`),
    log: (text: string, level: string) => void said.push(`${level} ${text}`),
  };
  const work = { target: of, inputs, params: given, workdir: '/nowhere' };
  const ports = {
    tools: { run: async () => tool, missing: () => missing },
    witness,
    signal: new AbortController().signal,
  };
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
    expect(result).toEqual({
      outcome: 'succeeded',
      says: 'done',
      facts: { times: 2 },
      products: [product],
      data: [],
      documents: [],
    });
  });

  it('gives it the kept frames to choose among that it accepts, and tells which it takes into use', async () => {
    const kept = [frameProduct('/a'), frameProduct('/b')];
    const [seen, used]: [unknown[], unknown[]] = [[], []];
    const choosing = (accepts: { kept?: string }, chosen = kept[1]) =>
      definePipeline({
        ...{ name: 'choosing', title: 'Choosing', says: 'Chooses.', queue: 'inspect' },
        accepts: { target: 'optional', atLeast: 0, ...accepts },
        async run(ctx) {
          seen.push(ctx.kept);
          if (chosen) ctx.use(chosen);
        },
      });
    const witness = { stepBegan: () => undefined, stepEnded: () => undefined, log: () => undefined };
    const ports = {
      tools: { run: async () => outcome() },
      witness: { ...witness, used: (one: unknown) => void used.push(one) },
      signal: new AbortController().signal,
    };
    const work = { target: null, inputs: [], kept, params: {}, workdir: '/nowhere' };
    await runPipeline(choosing({ kept: 'template' }), work, ports);
    const other = runPipeline(choosing({ kept: 'template' }, frameProduct('/c')), work, ports);
    await expect(other).rejects.toThrow('is none of the kept frames');
    await expect(runPipeline(choosing({}), work, ports)).rejects.toThrow(RangeError);
    expect(seen).toEqual([kept, kept, []]);
    expect(used).toEqual([{ id: kept[1]?.product.id, sha256: 'a'.repeat(64) }]);
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
    ['no target', { of: null }, 'Process must have an associated target'],
    ['no input', { inputs: [] }, 'No input files to process: Trial needs at least 1.'],
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

  it.each([
    ['a value out of range', { times: -1 }, /^Wrong parameters: times: .*>0/],
    ['a parameter that it does not have', { tmies: 3 }, /^Wrong parameters: .*"tmies"/],
  ])('does not begin with %s, and says which', async (_, given, because) => {
    const { result } = await run(
      pipelineThat(() => Promise.reject(new Error('it began'))),
      { given },
    );
    expect(result).toEqual({ outcome: 'failed', because: expect.stringMatching(because) });
  });

  it('shows how far a step is once for each per cent, and what it is at in its own words', async () => {
    const { said } = await run(
      pipelineThat(({ step, status }) =>
        step('count', (report) => {
          for (let i = 0; i <= 1000; i++) report(i, 1000);
          report(7, 0);
          status('nearly there');
        }),
      ),
    );
    expect(said).toHaveLength(1 + 101 + 1 + 1);
    expect(said.slice(-4)).toEqual(['count 990/1000', 'count 1000/1000', 'status nearly there', 'ended count well']);
  });

  it('begins only when all tools that this run needs are there', async () => {
    const began = pipelineThat(() => Promise.reject(new Error('it began')));
    expect((await run(began, { missing: 'not installed: echo' })).result).toEqual({
      outcome: 'failed',
      because: 'not installed: echo',
    });
  });

  it('gives each output name once', async () => {
    const product = { type: 'log', mediaType: 'text/plain', content: Buffer.of(1), of: null, meta: {} } as const;
    const offering = (...files: string[]) =>
      run(pipelineThat(({ store }) => files.forEach((file) => store({ ...product, file }))));
    expect((await offering('a.txt', 'a.txt')).result).toMatchObject({ because: 'There are two outputs named a.txt.' });
    for (const name of ['', '.hidden', '../up', 'a/b', 'a\\b', 'a\nb', 'x'.repeat(121)])
      expect((await offering(name)).result).toMatchObject({ outcome: 'failed' });
  });

  it('may only run the tools that it names', async () => {
    const { result } = await run(pipelineThat(({ tool }) => tool('rm', ['-rf', '/'])));
    expect(result).toEqual({ outcome: 'failed', because: expect.stringMatching(/"rm" is no tool of trial$/) });
  });

  it('logs what a tool was called with and said, and takes an exit code for a fault', async () => {
    const call = pipelineThat(({ tool }) => tool('echo', ['-n', 'hello']).then(() => undefined));
    const { said } = await run(call);
    expect(said).toEqual(['info $ echo -n hello', 'info hello', 'info echo ended with exit code 0, 0.10 s']);
    expect((await run(call, { tool: outcome({ exitCode: 2 }) })).result).toEqual(
      new ToolFault('echo ended with exit code 2: hello', outcome({ exitCode: 2 })),
    );
    expect((await run(call, { tool: outcome({ exitCode: null, timedOut: true }) })).result).toEqual(
      new ToolFault('echo was ended after 60 s: hello', outcome({ exitCode: null, timedOut: true })),
    );
  });
});
