import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelChain,
  ChainChanged,
  DeletePreset,
  DeleteRule,
  ListChains,
  ListPresets,
  ListProcesses,
  ListProducts,
  ListRules,
  ListTargets,
  ObservationChanged,
  newId,
  ProcessChanged,
  ProductAdded,
  ResumeChain,
  RunChain,
  RunProcess,
  SavePreset,
  SaveRule,
  type Chain,
  type DataProduct,
} from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

const one = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });

/** A pipeline of the site that waits, or fails while a file lies there. */
const step = (name: string, bad: string): string => `
import { definePipeline } from '@nightjar/pipelines';
import { existsSync } from 'node:fs';
import { z } from 'zod';

export default definePipeline({
  name: '${name}', title: '${name}', says: 'A step.', queue: 'site', accepts: { target: 'optional', atLeast: 1 },
  flags: { keen: { default: false, title: 'Keenly' } },
  params: z.object({ waitS: z.number().default(0), depth: z.number().default(1) }),
  async run({ params, status, fail }) {
    status('waits');
    await new Promise((done) => setTimeout(done, 1000 * params.waitS));
    if (existsSync('${bad}')) fail('the sky is bad');
  },
});
`;

describe('chains', () => {
  let night: Night;
  let input: DataProduct;
  let mask: DataProduct;
  let frame: DataProduct;
  let bad: string;
  /** However busy the machine is. */
  const patient = { timeoutMs: 30_000 };
  const a = { pipeline: 'step-a' };
  const b = { pipeline: 'step-b' };
  const c = { pipeline: 'step-c' };
  const run = (order: Omit<Parameters<typeof night.ask<typeof RunChain>>[1], 'inputs'>): Promise<Chain> =>
    night.ask(RunChain, { inputs: [input.id], ...order }, { ...patient, actor: 'ada' });
  const ended = ({ id }: Pick<Chain, 'id'>): Promise<Chain> =>
    night.until(ChainChanged, (chain) => chain.id === id && chain.finishedAt !== null, 30_000);
  const states = ({ steps }: Chain): string => steps.map(({ state }) => state).join(' ');
  const product = (changes: Partial<DataProduct> = {}): Promise<DataProduct> =>
    storedFrame(night.home, Buffer.from('light'), { type: 'other', target: null, meta: { filter: 'V' }, ...changes });

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    [input, mask] = [await product(), await product()];
    night.bus.serve(ListTargets, async () => one([]));
    frame = await product({ type: 'frame', name: 'a.fits' });
    night.bus.serve(ListProducts, async ({ ids, observation }) =>
      one([input, mask, frame].filter((known) => ids?.includes(known.id) || known.observation === observation)),
    );
    bad = join(night.home, 'bad-sky');
    mkdirSync(join(night.home, 'pipelines'), { recursive: true });
    for (const name of ['step-a', 'step-b', 'step-c'])
      writeFileSync(join(night.home, 'pipelines', `${name}.ts`), step(name, name === 'step-b' ? bad : '/nowhere'));
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  it('run one step after the other, each with its process, and say how they stand', async () => {
    const chain = await run({ steps: [a, b, { ...c, params: { depth: 3 } }] });
    expect(chain).toMatchObject({ state: 'WAITING', startedBy: 'ada', cause: 'a person', inputs: [input.id] });
    expect(chain.identifier).toMatch(/^chain_none_\d{14}$/);
    expect(chain.steps.map(({ after }) => after)).toEqual([[], [0], [1]]);
    expect(chain.steps[2]?.params).toEqual({ waitS: 0, depth: 3 });
    const done = await ended(chain);
    expect(done).toMatchObject({ state: 'SUCCEEDED', because: null });
    expect(states(done)).toBe('SUCCEEDED SUCCEEDED SUCCEEDED');
    const processes = await Promise.all(
      done.steps.map(async ({ process }) => (await night.ask(ListProcesses, { id: process })).results[0]),
    );
    expect(processes.map((process) => [process?.chain, process?.cause, process?.startedBy])).toEqual(
      processes.map(() => [chain.id, `the chain ${chain.identifier}`, 'ada']),
    );
    const times = processes.map((process) => [process?.started ?? '', process?.finished ?? '']);
    expect(times.flat()).toEqual(times.flat().toSorted());
  }, 240_000);

  it('stop at the first failure, with the reason, and are resumed from there as a new chain', async () => {
    writeFileSync(bad, '');
    const chain = await run({ steps: [a, b, c] });
    const failed = await ended(chain);
    rmSync(bad);
    expect(failed).toMatchObject({ state: 'FAILED', because: 'step-b: the sky is bad' });
    expect(states(failed)).toBe('SUCCEEDED FAILED CANCELLED');
    expect(failed.steps[2]?.status).toMatch(/which had to succeed first, is FAILED/);
    await expect(night.ask(ResumeChain, { id: chain.id, from: 2 }, patient)).rejects.toMatchObject({ code: 'invalid' });
    const resumed = await night.ask(ResumeChain, { id: chain.id }, { ...patient, actor: 'bob' });
    expect(resumed).toMatchObject({ startedBy: 'bob', cause: `resumes ${chain.identifier} from step 1` });
    expect(resumed.steps[0]).toEqual(failed.steps[0]);
    const done = await ended(resumed);
    expect(done.state).toBe('SUCCEEDED');
    expect(done.steps[1]?.process).not.toBe(failed.steps[1]?.process);
    expect((await night.ask(ListChains, { state: 'FAILED' })).results).toEqual([failed]);
  }, 240_000);

  it('are cancelled as a whole: what waits never starts, what runs is ended', async () => {
    const chain = await run({ steps: [{ ...a, params: { waitS: 60 } }, b, { ...c, after: [] }] });
    const [first] = chain.steps;
    await night.until(ProcessChanged, ({ id, status }) => id === first?.process && status === 'waits', 30_000);
    await expect(night.ask(ResumeChain, { id: chain.id })).rejects.toMatchObject({ code: 'not_over' });
    await night.ask(CancelChain, { id: chain.id, because: 'clouds' }, { ...patient, actor: 'ada' });
    const done = await ended(chain);
    expect(done).toMatchObject({ state: 'CANCELLED', because: 'step-a: revoked by ada: clouds' });
    expect(states(done)).toBe('CANCELLED CANCELLED CANCELLED');
    await expect(night.ask(CancelChain, { id: chain.id })).rejects.toMatchObject({ code: 'already_over' });
  }, 240_000);

  it('are one chain when the order is repeated under the same word, also by two at once; another person’s word is another', async () => {
    const order = { steps: [a, b], inputs: [input.id], once: 'tonight' };
    const ask = (actor: string) => night.ask(RunChain, order, { ...patient, actor });
    const [first, second] = await Promise.all([ask('ada'), ask('ada')]);
    const third = await ask('ada');
    expect([second?.id, third.id]).toEqual([first?.id, first?.id]);
    const other = await ask('bob');
    expect(other.id).not.toBe(first?.id);
    expect((await ask('bob')).steps.map(({ process }) => process)).toEqual(other.steps.map(({ process }) => process));
    await ended(other);
    const once = { ...a, inputs: [input.id], once: 'tonight' };
    const run = () => night.ask(RunProcess, once, { ...patient, actor: 'ada' });
    const processes = [...(await Promise.all([run(), run()])), await run()];
    expect(new Set(processes.map(({ id }) => id)).size).toBe(1);
  }, 240_000);

  it('are refused as a whole before any step runs', async () => {
    const before = (await night.ask(ListProcesses, {})).count.value;
    await expect(run({ steps: [a, { ...b, after: [1] }] })).rejects.toMatchObject({ code: 'invalid' });
    await expect(run({ steps: [a, { ...b, flags: { idle: true } }] })).rejects.toMatchObject({ code: 'invalid' });
    await expect(run({ steps: [a, { pipeline: 'inspect' }] })).rejects.toMatchObject({ code: 'cannot_run' });
    await expect(run({ steps: [a], preset: newId('pre') })).rejects.toMatchObject({ code: 'not_found' });
    expect((await night.ask(ListProcesses, {})).count.value).toBe(before);
  });

  it('take what a preset says, below what is given by hand, and its files', async () => {
    const said = { name: 'deep', says: 'Looks deeper.', group: null, files: [mask.id] };
    const pipelines = { 'step-a': { flags: { keen: true }, params: { depth: 7, waitS: 0 } } };
    const preset = await night.ask(SavePreset, { ...said, pipelines }, { ...patient, actor: 'ada' });
    expect(preset).toMatchObject({ ...said, changedBy: 'ada' });
    const chain = await run({ steps: [{ ...a, params: { depth: 8 } }, b], preset: preset.id });
    expect(chain).toMatchObject({ preset: preset.id, inputs: [input.id, mask.id] });
    expect(chain.steps[0]).toMatchObject({ flags: { keen: true }, params: { depth: 8, waitS: 0 } });
    const process = await night.ask(RunProcess, { ...a, inputs: [input.id], preset: preset.id }, patient);
    expect(process).toMatchObject({ flags: { keen: true }, params: { depth: 7 } });

    const again = { ...said, pipelines };
    await expect(night.ask(SavePreset, again, patient)).rejects.toMatchObject({ code: 'name_taken' });
    const wrong = { ...again, name: 'wrong', pipelines: { 'step-a': { flags: { idle: true } } } };
    await expect(night.ask(SavePreset, wrong, patient)).rejects.toMatchObject({ code: 'invalid' });
    const changed = await night.ask(SavePreset, { ...again, id: preset.id, group: 'students' });
    expect((await night.ask(ListPresets, { name: 'deep' })).results).toEqual([changed]);
    await ended(chain);
  }, 240_000);

  it('are started by rules when what those wait for happens: once for each rule and product', async () => {
    const [preset] = (await night.ask(ListPresets, {})).results;
    const where = { target: 'any' as const, type: 'other', name: '.txt', filter: 'V' };
    const rule = { name: 'texts', enabled: true, on: 'product-added' as const, where, steps: [a], priority: 5 };
    const made = await night.ask(SaveRule, { ...rule, preset: preset?.id ?? null });
    await expect(night.ask(SaveRule, { ...rule, preset: null })).rejects.toMatchObject({ code: 'name_taken' });
    const unknown = { ...rule, name: 'x', preset: null, steps: [{ pipeline: 'sorcery' }] };
    await expect(night.ask(SaveRule, unknown)).rejects.toMatchObject({ code: 'invalid' });
    await expect(night.ask(DeletePreset, { id: preset?.id ?? '' })).rejects.toMatchObject({ code: 'in_use' });

    const text = await product({ name: 'night.txt' });
    const [other, derived] = [
      await product({ name: 'night.csv' }),
      await product({ name: 'b.txt', process: newId('prc') }),
    ];
    for (const told of [other, derived, text, text]) await night.publish(ProductAdded, told, { id: newId('msg') });
    const chain = await night.until(ChainChanged, ({ inputs }) => inputs.includes(text.id), 30_000);
    expect(chain).toMatchObject({ startedBy: 'nightjar', cause: 'the rule texts', inputs: [text.id, mask.id] });
    await ended(chain);
    const last = await product({ name: 'last.txt' });
    await night.publish(ProductAdded, last, { id: newId('msg') });
    await ended(await night.until(ChainChanged, ({ inputs }) => inputs.includes(last.id), 30_000));
    const { results } = await night.ask(ListChains, {});
    const started = results.filter(({ cause }) => cause === 'the rule texts').map(({ inputs }) => inputs[0]);
    expect(started).toEqual([last.id, text.id]);

    expect((await night.ask(ListRules, {})).results.map(({ name }) => name)).toEqual([
      ...['frames of a target', 'frames of no target', 'templates of a field', 'texts'],
    ]);
    expect(await night.ask(DeleteRule, { id: made.id })).toEqual(made);
    await expect(night.ask(DeleteRule, { id: made.id })).rejects.toMatchObject({ code: 'not_found' });
    await night.ask(DeletePreset, { id: preset?.id ?? '' });
  }, 240_000);

  it('are started by a completed observation too, with its frames', async () => {
    const where = { target: 'any' as const };
    const rule = { name: 'whole observations', enabled: true, on: 'observation-completed' as const, where, steps: [a] };
    await night.ask(SaveRule, { ...rule, priority: 0, preset: null }, patient);
    const observation = ObservationChanged.carries.parse(ObservationChanged.example);
    const done = { ...observation, id: frame.observation ?? '', state: 'COMPLETED' as const, frames: 1 };
    await night.publish(ObservationChanged, { ...done, state: 'RUNNING' }, { id: newId('msg') });
    for (const id of [newId('msg'), newId('msg')]) await night.publish(ObservationChanged, done, { id });
    const chain = await night.until(ChainChanged, ({ cause }) => cause === 'the rule whole observations', 30_000);
    expect(chain).toMatchObject({ target: observation.target, inputs: [frame.id] });
  }, 240_000);
});
