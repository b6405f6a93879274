import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelProcess,
  ChainChanged,
  GetProcessLog,
  ListProcesses,
  ListProducts,
  ListTargets,
  newId,
  PauseQueue,
  ProcessChanged,
  ProcessSucceeded,
  ProductDeleted,
  ResumeQueue,
  RunChain,
  RunProcess,
  type DataProduct,
  type Process,
} from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameOf, storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

const one = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });
const patient = { timeoutMs: 30_000 };
const here = { instance: 'pipeline', actor: 'ada' };

/** Takes anything, and its time: until its file lies there. */
const slow = `
import { definePipeline } from '@nightjar/pipelines';
import { existsSync } from 'node:fs';
import { z } from 'zod';

export default definePipeline({
  name: 'slow', title: 'Slow', says: 'Takes its time.', queue: 'site', accepts: { target: 'optional', atLeast: 1 },
  params: z.object({ until: z.string() }),
  async run({ params, status }) {
    status('dawdles');
    while (!existsSync(params.until)) await new Promise((done) => setTimeout(done, 20));
  },
});
`;

describe('a cleanup', () => {
  let night: Night;
  let frame: DataProduct;
  let other: DataProduct;
  const known = new Map<string, DataProduct>();
  const run = (name: string, inputs: readonly DataProduct[], params: Record<string, unknown> = {}): Promise<Process> =>
    night.ask(RunProcess, { pipeline: name, inputs: inputs.map(({ id }) => id), params }, { ...patient, actor: 'ada' });
  const over = ({ id }: Pick<Process, 'id'>): Promise<Process> =>
    night.until(ProcessChanged, (process) => process.id === id && process.finished !== null, 60_000);
  const done = async (...order: Parameters<typeof run>): Promise<Process> => {
    const process = await over(await run(...order));
    expect([process.state, process.failureMessage]).toEqual(['SUCCEEDED', null]);
    const { products } = await night.until(ProcessSucceeded, (told) => told.process.id === process.id);
    for (const product of products) known.set(product.id, { ...product, createdAt: process.created });
    return process;
  };
  const now = async ({ id }: Pick<Process, 'id'>): Promise<Process> => {
    const { results } = await night.ask(ListProcesses, { id });
    return results[0]!;
  };
  const gone = async (process: Process): Promise<boolean[]> =>
    (await now(process)).outputs.map(({ removed }) => removed !== undefined);
  const made = (process: Process): DataProduct[] => process.outputs.map(({ id }) => known.get(id)!);
  const dawdle = async (input: DataProduct): Promise<Process & { readonly end: () => void }> => {
    const until = join(night.home, newId('msg'));
    const process = await run('slow', [input], { until });
    await night.until(ProcessChanged, ({ id, status }) => id === process.id && status === 'dawdles', 30_000);
    return { ...process, end: () => writeFileSync(until, '') };
  };

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    night.bus.serve(ListTargets, async () => one([]));
    night.bus.serve(ListProducts, async ({ id, ids = [] }) =>
      one([...known.values()].filter((product) => product.id === id || ids.includes(product.id))),
    );
    mkdirSync(join(night.home, 'pipelines'), { recursive: true });
    writeFileSync(join(night.home, 'pipelines', 'slow.ts'), slow);
    frame = await storedFrame(night.home, frameOf(30, 1, 'closed'), { name: 'm31.fits', target: null });
    other = await storedFrame(night.home, frameOf(30, 2, 'closed'), { name: 'm33.fits', target: null });
    for (const product of [frame, other]) known.set(product.id, product);
  }, 240_000);
  afterAll(() => night?.[Symbol.asyncDispose]());

  it('removes what reductions made of the frame, tells of it, and leaves their processes with what was removed', async () => {
    const own = await done('header-report', [frame]);
    const both = await done('thumbnail', [frame, other]);
    const edited = await done('crop', [frame], { x2: 200 });
    const ofEdited = await done('thumbnail', made(edited));
    const cleanup = await done('cleanup', [frame]);
    const thumbnails = made(both).map(({ of }) => of === frame.id);
    expect(thumbnails).toEqual([true, false]);

    const { removed, products } = await night.until(ProcessSucceeded, ({ process }) => process.id === cleanup.id);
    expect(products).toEqual([]);
    expect(removed).toEqual([
      { process: own.id, products: own.outputs.map(({ id }) => id) },
      { process: both.id, products: [both.outputs[0]?.id] },
    ]);
    const names = [...own.outputs, both.outputs[0]!].map(({ name }) => name);
    expect(cleanup).toMatchObject({
      ...{ status: 'removed 3 products of 2 processes', startedBy: 'ada' },
      result: { removed: names, processes: [own.identifier, both.identifier], stays: [edited.outputs[0]?.name] },
    });
    const { lines } = await night.ask(GetProcessLog, { id: cleanup.id, offset: 0 });
    for (const name of names) expect(lines.some(({ text }) => text.startsWith(`removes ${name} of `))).toBe(true);

    expect([await gone(own), await gone(both), await gone(edited), await gone(ofEdited)]).toEqual([
      ...[[true, true], thumbnails, [false], [false]],
    ]);
    expect(await now(own)).toMatchObject({
      ...{ state: 'SUCCEEDED', result: own.result, provenance: own.provenance },
      outputs: own.outputs.map((output) => ({ ...output, removed: { by: cleanup.identifier } })),
    });
    const again = await done('cleanup', [frame]);
    expect(again.status).toBe('there is nothing to remove');
    expect((await done('cleanup', made(edited))).status).toBe('removed 1 product of 1 process');
  }, 240_000);

  it('is refused while a process runs on the frame, and while one works on or waits for what would go', async () => {
    const thumbnail = await done('thumbnail', [other]);
    const running = await dawdle(other);
    const sentence = (identifier: string, does: string) =>
      `${identifier} ${does}: wait for its end, or cancel it first.`;
    const inUse = { code: 'in_use', message: sentence(running.identifier, 'works on it') };
    await expect(run('cleanup', [other])).rejects.toMatchObject(inUse);
    const order = { steps: [{ pipeline: 'cleanup' }, { pipeline: 'thumbnail' }], inputs: [other.id] };
    await expect(night.ask(RunChain, order, patient)).rejects.toMatchObject(inUse);
    expect((await done('cleanup', [frame])).state).toBe('SUCCEEDED');

    const until = join(night.home, 'whenever');
    const waiting = await run('slow', made(thumbnail), { until });
    running.end();
    await over(running);
    await expect(run('cleanup', [other])).rejects.toMatchObject({ code: 'in_use' });
    await night.ask(CancelProcess, { id: waiting.id }, patient);
    await over(waiting);
    expect(await gone(thumbnail)).toEqual([false]);
    expect((await done('cleanup', [other])).status).toMatch(/^removed \d+ products? of \d+ process/);
    expect(await gone(thumbnail)).toEqual([true]);
  }, 240_000);

  it('is a step of a chain: it goes before the others, and what waits behind it does not keep it from running', async () => {
    const before = await done('thumbnail', [frame]);
    const order = { steps: [{ pipeline: 'cleanup' }, { pipeline: 'thumbnail' }], inputs: [frame.id] };
    const { id } = await night.ask(RunChain, order, patient);
    const chain = await night.until(ChainChanged, (told) => told.id === id && told.finishedAt !== null, 60_000);
    expect([chain.state, chain.because]).toEqual(['SUCCEEDED', null]);
    expect(await gone(before)).toEqual([true]);
    const after = chain.steps[1]!.process;
    expect(await gone(await now({ id: after }))).toEqual([false]);
  }, 240_000);

  it('fails where the frame has come into use since it was ordered, and nothing is removed', async () => {
    const thumbnail = await done('thumbnail', [frame]);
    await night.ask(PauseQueue, { queue: 'inspect', because: 'a look' }, here);
    const cleanup = await run('cleanup', [frame]);
    const running = await dawdle(frame);
    await night.ask(ResumeQueue, { queue: 'inspect' }, here);
    const because = `${running.identifier} works on it: wait for its end, or cancel it first.`;
    expect(await over(cleanup)).toMatchObject({ state: 'FAILED', failureMessage: because });
    running.end();
    await over(running);
    expect(await gone(thumbnail)).toEqual([false]);
  }, 240_000);

  it('hears what people delete: that is written down too, and is not removed again', async () => {
    const { id, outputs } = await done('thumbnail', [other]);
    const product = known.get(outputs[0]!.id)!;
    await night.publish(ProductDeleted, { product, reducedData: [], by: 'ada' }, { id: newId('msg') });
    const struck = await night.until(
      ProcessChanged,
      (told) => told.id === id && told.outputs[0]?.removed !== undefined,
    );
    expect(struck).toMatchObject({ state: 'SUCCEEDED', outputs: [{ removed: { by: 'ada' } }] });
    expect((await done('cleanup', [other])).result).toMatchObject({ removed: [] });
  }, 240_000);
});
