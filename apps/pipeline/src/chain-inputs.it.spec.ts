import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChainChanged,
  GetProcessLog,
  ListProcesses,
  ListProducts,
  ListTargets,
  newId,
  ProductAdded,
  ResumeChain,
  RunChain,
  SaveRule,
  type Chain,
  type DataProduct,
  type Process,
} from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

const one = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });
const patient = { timeoutMs: 30_000 };

/** A pipeline of the site that copies what it gets; when it is careful it fails while a file lies there. */
const copies = (bad: string): string => `
import { definePipeline } from '@nightjar/pipelines';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export default definePipeline({
  name: 'copy', title: 'Copy', says: 'Copies.', queue: 'site',
  accepts: { target: 'optional', suffixes: ['.txt'], atLeast: 1 },
  flags: { log: { default: true, title: 'A log beside it' }, careful: { default: false, title: 'Carefully' } },
  async run({ inputs, flags, workdir, output, fail }) {
    if (flags.careful && existsSync('${bad}')) fail('not now');
    for (const [i, { path }] of inputs.entries()) {
      writeFileSync(join(workdir, i + '.txt'), readFileSync(path, 'utf8') + '+');
      await output({ file: i + '.txt', type: 'other', mediaType: 'text/plain', tag: 'copy' });
    }
    if (flags.log) {
      writeFileSync(join(workdir, 'copies.log'), String(inputs.length));
      await output({ file: 'copies.log', type: 'log', mediaType: 'text/plain', tag: 'log' });
    }
    return { says: inputs.length + ' copied', facts: {} };
  },
});
`;

describe('a step that works on what an earlier one made', () => {
  let night: Night;
  let text: DataProduct;
  let mask: DataProduct;
  let bad: string;
  const known: DataProduct[] = [];
  const copy = { pipeline: 'copy' };
  const ended = ({ id }: Pick<Chain, 'id'>): Promise<Chain> =>
    night.until(ChainChanged, (chain) => chain.id === id && chain.finishedAt !== null, 30_000);
  const processes = (chain: Chain): Promise<Process[]> =>
    Promise.all(
      chain.steps.map(async ({ process }) => {
        const { results } = await night.ask(ListProcesses, { id: process });
        if (!results[0]) throw new Error(`no process ${process}`);
        return results[0];
      }),
    );
  const run = async (steps: object[], inputs = [text.id]): Promise<Chain> =>
    night.ask(RunChain, { inputs, steps: steps.map((step) => ({ ...copy, ...step })) }, patient);

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    const stored = (content: string, name: string, tags: string[]): Promise<DataProduct> =>
      storedFrame(night.home, Buffer.from(content), { type: 'other', target: null, name, tags });
    text = await stored('light', 'night.txt', []);
    mask = await stored('dark', 'mask.txt', ['mask']);
    known.push(text, mask);
    night.bus.serve(ListTargets, async () => one([]));
    night.bus.serve(ListProducts, async ({ id, ids = [] }) =>
      one(known.filter((product) => product.id === id || ids.includes(product.id))),
    );
    bad = join(night.home, 'bad');
    mkdirSync(join(night.home, 'pipelines'));
    writeFileSync(join(night.home, 'pipelines', 'copy.ts'), copies(bad));
  }, 240_000);
  afterAll(() => night?.[Symbol.asyncDispose]());

  it('gets it when it starts, with its provenance; the others get the inputs of the chain as ever', async () => {
    const made = await run([{}, { inputs: [{ step: 0, tag: 'copy' }] }, {}]);
    expect(made.steps[1]?.inputs).toEqual([{ step: 0, tag: 'copy' }]);
    expect((await processes(made))[1]).toMatchObject({ inputs: [], provenance: { inputs: [] } });
    const [first, second, third] = await processes(await ended(made));
    const copied = first?.outputs.find(({ tag }) => tag === 'copy');
    expect([first?.inputs, second?.inputs, third?.inputs]).toEqual([[text.id], [copied?.id], [text.id]]);
    expect(second?.provenance.inputs).toEqual([{ id: copied?.id, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(second?.provenance.inputs[0]?.sha256).not.toBe(text.sha256);
    const { lines } = await night.ask(GetProcessLog, { id: second?.id ?? '', offset: 0 });
    expect(lines[0]?.text).toBe(`copy of ${copied?.name}, attempt 1`);
    expect((await night.ask(ListProcesses, { input: copied?.id })).results.map(({ id }) => id)).toEqual([second?.id]);
  }, 240_000);

  it('waits for every step it names, beside one another or not, and may have the chain’s own too', async () => {
    const inputs = [{ step: 1, type: 'other' }, { step: 0, suffix: '.TXT' }, { tag: 'mask' }];
    const chain = await ended(await run([{}, { after: [] }, { inputs, after: [] }], [text.id, mask.id]));
    expect(chain).toMatchObject({ state: 'SUCCEEDED' });
    expect(chain.steps[2]?.after).toEqual([0, 1]);
    const [zero, first, last] = await processes(chain);
    const texts = (process: Process | undefined): string[] =>
      (process?.outputs ?? []).filter(({ tag }) => tag === 'copy').map(({ id }) => id);
    expect(last?.inputs).toEqual([...texts(first), ...texts(zero), mask.id]);
  }, 240_000);

  it('fails with the sentence that any input would be judged with, and says what was not there', async () => {
    const log = await ended(await run([{}, { inputs: [{ step: 0, type: 'log' }] }]));
    expect(log.because).toMatch(/^copy: Error running pipeline File '.*copies\.log' does not end an allowed filename/);
    const none = await ended(await run([{ flags: { log: false } }, { inputs: [{ step: 0, type: 'log' }] }, {}]));
    expect(none.because).toBe('copy: No input files to process: Copy needs at least 1.');
    expect(none.steps.map(({ state }) => state)).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED']);
    const { lines } = await night.ask(GetProcessLog, { id: none.steps[1]?.process ?? '', offset: 0 });
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', text: 'copy gives it no product of type log' }),
    );
  }, 240_000);

  it('is refused at once for what is known at once: a later step, a choice of the chain’s inputs that does not fit', async () => {
    await expect(run([{ inputs: [{ step: 1 }] }, {}])).rejects.toMatchObject({ code: 'invalid' });
    await expect(run([{}, { inputs: [{ tag: 'flat' }] }])).rejects.toMatchObject({
      ...{ code: 'cannot_run', message: 'No input files to process: Copy needs at least 1.' },
    });
    const chosen = await run([{ inputs: [{ tag: 'mask' }] }], [text.id, mask.id]);
    expect((await processes(await ended(chosen)))[0]?.inputs).toEqual([mask.id]);
  }, 240_000);

  it('gets the same again from a kept step when its chain is resumed', async () => {
    writeFileSync(bad, '');
    const flags = { careful: true };
    const steps = [{}, { flags, inputs: [{ step: 0, tag: 'copy' }] }, { inputs: [{ step: 1, tag: 'copy' }] }];
    const made = await ended(await run(steps));
    rmSync(bad);
    expect(made.steps.map(({ state }) => state)).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED']);
    const resumed = await ended(await night.ask(ResumeChain, { id: made.id }, patient));
    expect(resumed.state).toBe('SUCCEEDED');
    expect(resumed.steps[0]?.process).toBe(made.steps[0]?.process);
    expect(resumed.steps[2]?.inputs).toEqual([{ step: 1, tag: 'copy' }]);
    const [zero, first, last] = await processes(resumed);
    const textOf = (process: Process | undefined): string | undefined =>
      process?.outputs.find(({ tag }) => tag === 'copy')?.id;
    expect([first?.inputs, last?.inputs]).toEqual([[textOf(zero)], [textOf(first)]]);
  }, 240_000);

  it('is what a rule may start too', async () => {
    const rule = { name: 'twice', enabled: true, on: 'product-added' as const, where: { name: '.twice.txt' } };
    const steps = [copy, { ...copy, inputs: [{ step: 0, tag: 'copy' }] }];
    const broken = { ...rule, name: 'thrice', steps: [{ ...copy, inputs: [{ step: 3 }] }], preset: null, priority: 0 };
    await expect(night.ask(SaveRule, broken, patient)).rejects.toMatchObject({ code: 'invalid' });
    await night.ask(SaveRule, { ...rule, steps, preset: null, priority: 0 }, patient);
    const product = await storedFrame(night.home, Buffer.from('again'), {
      name: 'a.twice.txt',
      type: 'other',
      target: null,
    });
    await night.publish(ProductAdded, product, { id: newId('msg') });
    const chain = await ended(await night.until(ChainChanged, ({ cause }) => cause === 'the rule twice', 30_000));
    const [first, second] = await processes(chain);
    expect(second?.inputs).toEqual(first?.outputs.filter(({ tag }) => tag === 'copy').map(({ id }) => id));
  }, 240_000);
});
