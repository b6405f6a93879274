import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ListProcesses,
  ListProducts,
  ListTargets,
  ProcessChanged,
  RetryJob,
  RunProcess,
  type DataProduct,
  type Process,
} from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterglow, storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

const one = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });
const patient = { timeoutMs: 30_000 };

/** A pipeline of the site that works with the newest kept template; it fails while a file lies there. */
const holds = (bad: string): string => `
import { definePipeline } from '@nightjar/pipelines';
import { existsSync, readFileSync } from 'node:fs';

export default definePipeline({
  name: 'hold', title: 'Hold', says: 'Holds a frame against a template.', queue: 'site',
  accepts: { target: 'optional', types: ['frame'], atLeast: 1, kept: 'template' },
  async run({ kept, use, fail }) {
    if (kept[0]) use(kept[0]);
    if (existsSync('${bad}')) fail('not now');
    return { says: 'held', facts: { kept: kept.map(({ product }) => product.name), read: kept[0] && readFileSync(kept[0].path, 'utf8') } };
  },
});
`;

describe('a process that chooses among kept frames', () => {
  let night: Night;
  let frame: DataProduct;
  let bad: string;
  const known: DataProduct[] = [];
  const keep = async (name: string, changes: Partial<DataProduct> = {}): Promise<DataProduct> => {
    const product = await storedFrame(night.home, Buffer.from(`light of ${name}`), {
      name,
      tags: ['template'],
      ...changes,
    });
    known.unshift(product);
    return product;
  };
  const ended = (id: string, state: Process['state']): Promise<Process> =>
    night.until(ProcessChanged, (it) => it.id === id && it.state === state, 30_000);

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    bad = join(night.home, 'bad');
    night.bus.serve(ListTargets, async () => one([{ ...afterglow, separationArcsec: null }]));
    night.bus.serve(ListProducts, async ({ ids, tag, target, type }) =>
      one(
        known.filter(
          (product) =>
            (ids === undefined || ids.includes(product.id)) &&
            (tag === undefined || product.tags.includes(tag)) &&
            (target === undefined || product.target === target) &&
            (type === undefined || product.type === type),
        ),
      ),
    );
    mkdirSync(join(night.home, 'pipelines'));
    writeFileSync(join(night.home, 'pipelines', 'hold.ts'), holds(bad));
    frame = await keep('new.fits', { tags: [] });
  }, 240_000);
  afterAll(() => night?.[Symbol.asyncDispose]());

  it('is given those of its target, reads the one it takes, and records it as its inputs are recorded', async () => {
    const old = await keep('old.fits');
    await keep('of-nobody.fits', { target: null });
    await keep('plane.fits', { type: 'other' });
    const { id } = await night.ask(RunProcess, { pipeline: 'hold', inputs: [frame.id] }, patient);
    const done = await ended(id, 'SUCCEEDED');
    expect(done).toMatchObject({ result: { kept: ['old.fits'], read: 'light of old.fits' } });
    expect(done.inputs).toEqual([frame.id, old.id]);
    expect(done.provenance.inputs).toEqual([frame, old].map((product) => ({ id: product.id, sha256: product.sha256 })));
    // who would delete the template is told of what works with it
    expect((await night.ask(ListProcesses, { inputs: [old.id] })).results.map((process) => process.id)).toEqual([id]);
  }, 240_000);

  it('records it when it fails too, and chooses anew when it is tried again', async () => {
    writeFileSync(bad, '');
    const { id, job } = await night.ask(RunProcess, { pipeline: 'hold', inputs: [frame.id] }, patient);
    expect((await ended(id, 'FAILED')).inputs).toEqual([frame.id, expect.any(String)]);
    rmSync(bad);
    const newer = await keep('newer.fits');
    await night.ask(RetryJob, { id: job ?? '' }, { ...patient, instance: 'pipeline', actor: 'ada' });
    const done = await ended(id, 'SUCCEEDED');
    expect(done).toMatchObject({
      inputs: [frame.id, newer.id],
      result: { read: 'light of newer.fits' },
    });
    expect(done.provenance.inputs.map((input) => input.id)).toEqual([frame.id, newer.id]);
  }, 240_000);
});
