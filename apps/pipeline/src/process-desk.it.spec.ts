import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelProcess,
  GetProcessLog,
  ListPipelines,
  ListProducts,
  ListTargets,
  newId,
  ProcessChanged,
  ProcessSucceeded,
  RunProcess,
  type DataProduct,
  type Process,
} from '@nightjar/contracts';
import { ProductStore } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterglow, frameOf, storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

const one = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });

/** A pipeline of a site, which says `word`. */
const greeting = (word: string): string => `
import { definePipeline } from '@nightjar/pipelines';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export default definePipeline({
  name: 'greeting', title: 'Greeting', shortName: 'gr', says: 'Greets.', queue: 'site',
  accepts: { target: 'optional', suffixes: ['.txt'], atLeast: 1 },
  flags: { loud: { default: false, title: 'Loudly' }, noted: { default: false, title: 'As a note' } },
  params: z.object({ name: z.string().default('night'), waitFor: z.string().default('') }),
  async run({ flags, params, workdir, step, status, output }) {
    await step('greet', async (report) => {
      report(1, 4);
      status('thinks of a word');
      while (params.waitFor && !existsSync(params.waitFor)) await new Promise((done) => setTimeout(done, 20));
      await writeFile(join(workdir, 'words.txt'), '${word} ' + params.name + (flags.loud ? '!' : ''));
    });
    await output({ file: 'words.txt', tag: 'greeting', kind: flags.noted ? 'reduced-datum' : 'data-product' });
    return { says: 'said ${word}', facts: {} };
  },
});
`;

describe('processes that people start', () => {
  let night: Night;
  let text: DataProduct;
  let frame: DataProduct;
  /** However busy the machine is. */
  const patient = { timeoutMs: 30_000 };
  const products = new Map<string, DataProduct>();
  const run = (order: Parameters<typeof night.ask<typeof RunProcess>>[1]): Promise<Process> =>
    night.ask(RunProcess, order, patient);
  const ended = (id: string): Promise<Process> =>
    night.until(ProcessChanged, (process) => process.id === id && process.finished !== null, 30_000);
  const put = (file: string, content: string): void => {
    mkdirSync(join(night.home, 'pipelines'), { recursive: true });
    writeFileSync(join(night.home, 'pipelines', file), content);
  };

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    night.bus.serve(ListTargets, async ({ id }) =>
      one(id === afterglow.id ? [{ ...afterglow, separationArcsec: null }] : []),
    );
    night.bus.serve(ListProducts, async ({ ids }) =>
      one([...products.values()].filter((known) => ids?.includes(known.id))),
    );
    text = await storedFrame(night.home, Buffer.from('words'), { name: 'words.txt', type: 'other', target: null });
    frame = await storedFrame(night.home, frameOf(30, 1));
    for (const product of [text, frame]) products.set(product.id, product);
    put('greeting.ts', greeting('hello'));
    put('broken.js', 'export default 42;');
    put('lost.js', greeting('lost').replace("'greeting'", "'lost'").replace("'site'", "'nowhere'"));
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  it('are listed by what can be run: built-in and of the site, the broken ones with their errors', async () => {
    const { results } = await night.ask(ListPipelines, {}, patient);
    const named = (name: string) => results.find((info) => info.name === name);
    expect(named('photometry')).toMatchObject({ origin: 'built-in', file: null, error: null, target: 'optional' });
    expect(named('photometry')?.tools.map(({ program }) => program)).toContain('solve-field');
    expect(named('greeting')).toMatchObject({
      ...{ origin: 'site', file: 'greeting.ts', error: null, queue: 'site', suffixes: ['.txt'], atLeast: 1 },
      flags: [{ name: 'loud', title: 'Loudly', default: false }, { name: 'noted' }],
      params: { properties: { name: { default: 'night' } } },
    });
    expect(named('broken')).toMatchObject({ origin: 'site', error: expect.stringMatching(/definePipeline/) });
    expect(named('lost')?.error).toMatch(/no queue nowhere: name one of inspect, photometry, site/);
  });

  it('keep who started them, with what, and what came of it: outputs, tags and their group together', async () => {
    const go = join(night.home, 'go');
    const order = {
      pipeline: 'greeting',
      inputs: [text.id],
      flags: { loud: true },
      params: { name: 'moon', waitFor: go },
    };
    const process = await night.ask(RunProcess, order, { ...patient, actor: 'ada' });
    expect(process).toMatchObject({
      ...{ state: 'WAITING', queue: 'site', startedBy: 'ada', cause: 'a person', chain: null, group: null },
      ...{
        flags: { loud: true, noted: false },
        params: { name: 'moon', waitFor: go },
        inputs: [text.id],
        target: null,
      },
      provenance: { inputs: [{ id: text.id, sha256: text.sha256 }], versions: null },
    });
    expect(process.identifier).toMatch(/^gr_none_\d{14}$/);
    const thinks = ({ id, steps, status }: Process): boolean =>
      id === process.id && status === 'thinks of a word' && steps[0]?.progress === 0.25;
    await night.until(ProcessChanged, thinks, 30_000);
    writeFileSync(go, '');
    const done = await ended(process.id);
    const name = `${process.identifier}_words.txt`;
    expect(done).toMatchObject({
      ...{
        state: 'SUCCEEDED',
        status: 'said hello',
        outputs: [{ kind: 'data-product', name, tag: 'greeting', type: 'other' }],
      },
      group: { name: `${process.identifier}_outputs` },
      steps: [{ name: 'greet', status: 'SUCCEEDED', progress: 1, finishedAt: expect.any(String) }],
      provenance: { versions: { node: globalThis.process.versions.node, tools: {} } },
    });
    const told = await night.until(ProcessSucceeded, (event) => event.process.id === process.id);
    expect(told).toMatchObject({ group: done.group, products: [{ name, tags: ['greeting'] }] });
    const content = await new ProductStore(night.home).read(told.products[0]?.sha256 ?? '');
    expect(content.toString()).toBe('hello moon!');
  }, 240_000);

  it('tom_education: put a text on the record of their target, whole, and make no group of none', async () => {
    const noted = { pipeline: 'greeting', inputs: [text.id], flags: { noted: true } };
    const { id, identifier } = await run({ ...noted, target: afterglow.id });
    const source = `${identifier}_words.txt`;
    expect(await ended(id)).toMatchObject({
      ...{ state: 'SUCCEEDED', group: null, outputs: [{ kind: 'reduced-datum', name: source, tag: 'greeting' }] },
    });
    const told = await night.until(ProcessSucceeded, ({ process }) => process.id === id);
    expect(told).toMatchObject({
      ...{ products: [], group: null },
      data: [{ kind: 'document', target: afterglow.id, source, text: 'hello night', tag: 'greeting', process: id }],
    });
    const without = await run(noted);
    const kept = await night.until(ProcessSucceeded, ({ process }) => process.id === without.id);
    expect([kept.products.map(({ name }) => name), kept.data]).toEqual([[`${without.identifier}_words.txt`], []]);
  }, 240_000);

  it('have identifiers of their own, however many start in a second', async () => {
    const order = { pipeline: 'greeting', inputs: [text.id] };
    const made = await Promise.all(Array.from({ length: 12 }, () => run(order)));
    expect(new Set(made.map(({ identifier }) => identifier)).size).toBe(12);
    await Promise.all(made.map(({ id }) => ended(id)));
  }, 240_000);

  it('are refused before anything runs, in words', async () => {
    const refused = (order: Parameters<typeof run>[0]) => run(order).catch((refusal: unknown) => refusal);
    const cannot = (message: RegExp) => ({ code: 'cannot_run', message: expect.stringMatching(message) });
    expect(await refused({ pipeline: 'timelapse', inputs: [text.id] })).toMatchObject(
      cannot(/^Process must have an associated target/),
    );
    expect(await refused({ pipeline: 'inspect' })).toMatchObject(cannot(/^No input files to process/));
    expect(await refused({ pipeline: 'greeting', inputs: [frame.id] })).toMatchObject(
      cannot(/^Error running pipeline File 'swift-306757.fits' does not end an allowed filename suffix \(.txt\)$/),
    );
    expect(await refused({ pipeline: 'broken' })).toMatchObject(cannot(/is broken: its default export/));
    const greet = { pipeline: 'greeting', inputs: [text.id] };
    expect(await refused({ ...greet, flags: { quiet: true } })).toMatchObject({ code: 'invalid' });
    expect(await refused({ ...greet, params: { name: 7 } })).toMatchObject({ code: 'invalid' });
    expect(await refused({ pipeline: 'sorcery' })).toMatchObject({ code: 'not_found' });
    expect(await refused({ ...greet, inputs: [newId('prd')] })).toMatchObject({ code: 'not_found' });
    expect(await refused({ ...greet, target: newId('tgt') })).toMatchObject({ code: 'not_found' });
  });

  it('run a pipeline of the site as its file is now, without a rebuild', async () => {
    put('greeting.ts', greeting('good evening'));
    const { id } = await run({ pipeline: 'greeting', inputs: [text.id] });
    expect(await ended(id)).toMatchObject({ state: 'SUCCEEDED', status: 'said good evening' });
  }, 240_000);

  it('can be cancelled, waiting or running, but only once', async () => {
    const order = { pipeline: 'greeting', inputs: [text.id], params: { waitFor: '/nowhere' } };
    const [running, waiting] = [await run(order), await run(order)];
    await night.until(ProcessChanged, ({ id, status }) => id === running.id && status === 'thinks of a word', 20_000);
    expect(await night.ask(CancelProcess, { id: waiting.id }, { ...patient, actor: 'ada' })).toMatchObject({
      ...{ state: 'CANCELLED', started: null, status: 'revoked by ada: cancelled' },
    });
    await night.ask(CancelProcess, { id: running.id, because: 'clouds' }, { ...patient, actor: 'ada' });
    expect(await ended(running.id)).toMatchObject({ state: 'CANCELLED', status: 'revoked by ada: clouds' });
    await expect(night.ask(CancelProcess, { id: running.id })).rejects.toMatchObject({ code: 'already_over' });
    await expect(night.ask(CancelProcess, { id: newId('prc') })).rejects.toMatchObject({ code: 'not_found' });
    expect((await night.ask(GetProcessLog, { id: running.id })).lines.length).toBeGreaterThan(0);
  }, 240_000);
});
