// What tom_education's own tests assert of pipelines, in our words: one `it` for each.
import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '@nightjar/contracts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameProduct } from '../photometry/afterglow.fixture.js';
import { definePipeline, type Accepts, type PipelineContext } from './definition.js';
import { InvalidPipeline } from './failure.js';
import { flagsFrom } from './flags.js';
import { listingOf } from './listing.js';
import { faultsOf } from './lawful-definition.js';
import { groupName, productName } from './output.js';
import type { PipelineWork } from './pipeline-work.js';
import { runPipeline } from './run-pipeline.js';

const workdir = mkdtempSync(join(tmpdir(), 'nightjar-tom-'));
afterAll(() => rmSync(workdir, { recursive: true }));

const target = { id: newId('tgt'), name: 'my target', raDeg: 1, decDeg: 2, errorDeg: null };
const accepts: Accepts = { target: 'needed', atLeast: 1 };
const parts = { name: 'trial', title: 'Trial', says: 'Tries.', queue: 'inspect', accepts };
const flags = {
  myflag: { default: false, title: 'My flag' },
  default_true: { default: true, title: 'On unless taken off' },
  default_false: { default: false, title: 'Off' },
};

const pipelineThat = (run: (ctx: PipelineContext<unknown>) => unknown, changes: Partial<Accepts> = {}) =>
  definePipeline({
    ...parts,
    accepts: { ...accepts, ...changes },
    flags,
    run: async (ctx) => void (await run(ctx as PipelineContext<unknown>)),
  });

async function run(pipeline: ReturnType<typeof pipelineThat>, changes: Partial<PipelineWork> = {}) {
  const said: string[] = [];
  const witness = {
    stepBegan: (name: string) => void said.push(`status ${name}`),
    stepEnded: () => undefined,
    status: (text: string) => void said.push(`status ${text}`),
    log: (text: string) => void said.push(text),
  };
  const work = { target, inputs: [frameProduct('/x')], params: {}, workdir, ...changes };
  const tools = { run: () => Promise.reject(new Error('there are no tools')) };
  const result = await runPipeline(pipeline, work, { tools, witness, signal: new AbortController().signal });
  return { result, said };
}

const because = async (pipeline: ReturnType<typeof pipelineThat>, changes: Partial<PipelineWork> = {}) => {
  const { result } = await run(pipeline, changes);
  return result.outcome === 'failed' ? result.because : undefined;
};

const idle = (changes?: Partial<Accepts>) => pipelineThat(() => undefined, changes);

describe('tom_education: checks before a pipeline runs', () => {
  it('a process needs a target', async () => {
    expect(await because(idle(), { target: null })).toMatch(/^Process must have an associated target/);
  });

  it('a process needs inputs', async () => {
    expect(await because(idle(), { inputs: [] })).toMatch(/^No input files to process/);
  });

  it('a file of another suffix is named, with the suffixes that are allowed', async () => {
    const inputs = [frameProduct('/a', { name: 'a.fits' }), frameProduct('/b', { name: 'b.txt' })];
    expect(await because(idle({ suffixes: ['.fits', '.fz'] }), { inputs })).toBe(
      "Error running pipeline File 'b.txt' does not end an allowed filename suffix (.fits, .fz)",
    );
  });

  it('a suffix of two parts is accepted when it is listed', async () => {
    const archive = [frameProduct('/a', { name: 'night.tar.gz' })];
    expect(await because(idle({ suffixes: ['.fits', '.tar.gz'] }), { inputs: archive })).toBeUndefined();
    expect(await because(idle({ suffixes: ['.fits', '.gz.tar'] }), { inputs: archive })).toMatch(/night\.tar\.gz/);
  });
});

describe('tom_education: what a pipeline makes', () => {
  it('outputs are products and reduced data, each by the name of its file', async () => {
    for (const name of ['file1.csv', 'file2.hs', 'file3.png']) writeFileSync(join(workdir, name), `text of ${name}`);
    const { result } = await run(
      pipelineThat(async ({ output }) => {
        await output({ file: 'file1.csv' });
        await output({ file: 'file2.hs', kind: 'reduced-datum', tag: 'program' });
        await output({ file: 'file3.png', tag: 'image_file' });
      }),
    );
    expect(result).toMatchObject({
      products: [
        { file: 'file1.csv', tag: '', mediaType: 'text/csv', content: Buffer.from('text of file1.csv') },
        { file: 'file3.png', tag: 'image_file', mediaType: 'image/png' },
      ],
      documents: [{ file: 'file2.hs', tag: 'program', text: 'text of file2.hs' }],
    });
  });

  it('texts that are too long for the bus together are refused, with what to do', async () => {
    writeFileSync(join(workdir, 'long.txt'), 'x'.repeat(350_000));
    writeFileSync(join(workdir, 'more.txt'), '"'.repeat(150_000));
    const text = (file: string) => ({ file, kind: 'reduced-datum' as const });
    const both = pipelineThat(async ({ output }) => {
      await output(text('long.txt'));
      await output(text('more.txt'));
    });
    expect(await because(both)).toBe('more.txt is too long for a reduced datum: offer it as a data product.');
    expect(await because(pipelineThat(({ output }) => output(text('more.txt'))))).toBeUndefined();
  });

  it('a product and the group of all products are named after the process', () => {
    expect(productName('trial_1_20190102030405', 'file1.csv')).toBe('trial_1_20190102030405_file1.csv');
    expect(groupName('trial_1_20190102030405')).toBe('trial_1_20190102030405_outputs');
  });

  it('an output of no known type is refused by its name', async () => {
    const cheese = pipelineThat(({ output }) => output({ file: 'file1.csv', kind: 'cheese' as 'data-product' }));
    expect(await because(cheese)).toBe("Invalid output type 'cheese'");
  });

  it('log lines are kept in order', async () => {
    const { said } = await run(
      pipelineThat(({ log }) => {
        log('doing the thing');
        log('and another thing');
      }),
    );
    expect(said).toEqual(['doing the thing', 'and another thing']);
  });

  it('the status is what the pipeline says it is at', async () => {
    const { said } = await run(pipelineThat(({ step }) => step('doing something', () => undefined)));
    expect(said).toEqual(['status doing something']);
  });

  it('a failure in words is the message of the process, whatever its length', async () => {
    expect(await because(pipelineThat(({ fail }) => fail('oh no'.repeat(1000))))).toBe('oh no'.repeat(1000));
  });
});

describe('tom_education: flags', () => {
  it('are what the page posted: a box that is not there is false, whatever its default', () => {
    const posted = { action: 'pipeline', pipeline_flag_myflag: 'on', pipeline_flag_default_false: 'on' };
    expect(flagsFrom(flags, posted, 'form')).toEqual({
      ok: true,
      flags: { myflag: true, default_true: false, default_false: true },
    });
  });

  it('that the pipeline does not have are passed over in a form', () => {
    expect(flagsFrom(flags, { pipeline_flag_bogus: 'on' }, 'form')).toEqual({
      ok: true,
      flags: { myflag: false, default_true: false, default_false: false },
    });
  });

  it('are listed with default and title, and only for pipelines that have some', () => {
    expect(listingOf(idle()).flags).toEqual(flags);
    expect(listingOf(definePipeline({ ...parts, run: async () => undefined })).flags).toEqual({});
  });

  it.each([
    ['no object', 'hello', /object from name/],
    ['a name with a blank', { 'my flag': { default: true, title: 'x' } }, /"my flag" is named unlawfully/],
    ['no name', { '': { default: true, title: 'x' } }, /"" is named unlawfully/],
    ['a flag that is no object', { one: 'hello' }, /one is no object/],
    ['no default', { one: { title: 'x' } }, /one lacks a default/],
    ['no title', { one: { default: true } }, /one lacks a title/],
    ['a default that is no boolean', { one: { default: 'yes', title: 'x' } }, /one lacks a default of true or false/],
  ])('of unlawful shape are refused: %s', (_, unlawful, message) => {
    expect(faultsOf({ ...parts, flags: unlawful, run: async () => undefined })).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

describe('a definition', () => {
  const lawful = { ...parts, run: async () => undefined };

  it.each([
    ['name', { name: 'Not Lawful' }, /^name: /],
    ['queue', { queue: '' }, /^queue: /],
    ['suffix', { accepts: { ...accepts, suffixes: ['fits'] } }, /^accepts\.suffixes\.0: begins with a dot/],
    ['parameters', { params: { aperture: 5 } }, /^params: is a schema of zod/],
    ['tools', { tools: ['rm'] }, /^tools/],
    ['work', { run: 'rm -rf /' }, /^run: is a function/],
  ])('without lawful %s is no pipeline, and says why', (_, changes, message) => {
    expect(faultsOf({ ...lawful, ...changes })).toEqual([expect.stringMatching(message)]);
  });

  it('lists all that is wrong at once', () => {
    const define = () => definePipeline({ ...lawful, name: 'A', queue: '', flags: { 'x y': flags.myflag } });
    expect(define).toThrow(InvalidPipeline);
    expect(define).toThrow(/name.*; queue.*; the flag/);
  });
});
