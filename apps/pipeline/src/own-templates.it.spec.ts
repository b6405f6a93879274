import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddProduct,
  AddTarget,
  ListChains,
  ListProcesses,
  ListProducts,
  ListRules,
  newId,
  ProcessChanged,
  ProcessSucceeded,
  ProductAdded,
  RunProcess,
  SaveRule,
  type Carries,
  type DataProduct,
  type Process,
  type Rule,
  type Target,
} from '@nightjar/contracts';
import { pipelineNamed } from '@nightjar/pipelines';
import { ProductStore, type RunningService } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import { FieldBook } from './field-book.js';
import { afterglow, frameOf } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';
import { missingTools } from './toolbox.js';

const missing = missingTools(pipelineNamed('photometry')?.tools ?? []);
if (missing !== undefined) console.warn(`skipped: ${missing}`);

const patient = { timeoutMs: 60_000 };
const FIRST = 4;
/** Four arcminutes from the afterglow, on no star of the catalogue. */
const supernova = { raDeg: afterglow.raDeg + 0.05, decDeg: afterglow.decDeg - 0.055, mag: 12.6 };

(missing === undefined ? describe : describe.skip)('templates that are made by themselves', () => {
  let night: Night;
  let service: RunningService;
  let target: Target;
  let rule: Rule;
  let measured: Carries<typeof ProcessSucceeded>[];
  let template: Process;

  const add = async (fits: Buffer, name: string): Promise<DataProduct> => {
    const stored = await new ProductStore(night.home).put(fits);
    const order = { name, type: 'frame' as const, mediaType: 'application/fits', target: target.id, ...stored };
    return night.ask(AddProduct, order, patient);
  };
  const succeeded = (name: string, input: string) =>
    night.until(
      ProcessSucceeded,
      ({ process }) => process.pipeline === name && process.inputs.includes(input),
      120_000,
    );
  const templates = async (): Promise<Process[]> =>
    (await night.ask(ListProcesses, { target: target.id, pipeline: 'template' }, patient)).results;
  const save = (changes: Partial<Rule>): Promise<Rule> =>
    night.ask(SaveRule, { ...rule, revision: undefined, ...changes }, patient);

  beforeAll(async () => {
    night = await startNight();
    await (await night.spawn('catalog')).says(/"ready"/, 60_000);
    service = await night.start(pipeline);
    const { name, raDeg, decDeg } = afterglow;
    target = await night.ask(AddTarget, { name, raDeg, decDeg }, patient);
    const { results } = await night.ask(ListRules, {}, patient);
    rule = results.find(({ on }) => on === 'frames-measured') ?? (results[0] as Rule);
  }, 240_000);
  afterAll(() => night?.[Symbol.asyncDispose]());

  it('are the work of a rule that is there from the beginning, and can be switched off', async () => {
    expect(rule).toMatchObject({
      ...{ name: 'templates of a field', enabled: true, on: 'frames-measured' },
      ...{ where: { target: 'some', frames: 5 }, steps: [{ pipeline: 'template' }] },
    });
    await save({ enabled: false });
    const frames: DataProduct[] = [];
    for (let i = 0; i < FIRST; i++) frames.push(await add(frameOf(20, 40 + i), `night-${i}.fits`));
    measured = await Promise.all(frames.map(({ id }) => succeeded('photometry', id)));
    const book = service.app.get(FieldBook);
    for (const { process } of measured) await book.processSucceeded(process, metaOf(process));
    expect(await templates()).toEqual([]);
  }, 300_000);

  it('are begun by the measurement that makes up the number', async () => {
    await save({ where: { target: 'some', frames: FIRST + 1 } });
    const frame = await add(frameOf(20, 50), 'night-last.fits');
    const last = await succeeded('photometry', frame.id);
    measured.push(last);
    template = await night.until(ProcessChanged, (one) => one.pipeline === 'template', 60_000);
    const frames = measured.map(({ process }) => process.inputs[0] ?? '');
    expect(template.inputs).toEqual(expect.arrayContaining(frames));
    // each with its coordinates beside it
    expect(template.inputs).toHaveLength(2 * (FIRST + 1));
    expect(template).toMatchObject({ target: target.id, queue: 'site', cause: expect.stringMatching(/^the chain /) });
  }, 240_000);

  it('are begun once, also by several that see the last frame in the same moment', async () => {
    const book = service.app.get(FieldBook);
    const last = measured.at(-1)?.process as Process;
    const again = () => book.processSucceeded(last, metaOf(last));
    await Promise.all([again(), again()]);
    expect(await templates()).toHaveLength(1);
    // where nothing is made yet
    const also = { ...rule, name: 'sums of a field', steps: [{ pipeline: 'checksum-audit' }], where: rule.where };
    const { id: _, ...fresh } = also;
    await night.ask(SaveRule, fresh, patient);
    await Promise.all([again(), again(), again()]);
    const { results } = await night.ask(ListChains, { target: target.id }, patient);
    expect(results.filter(({ cause }) => cause === 'the rule sums of a field')).toHaveLength(1);
  }, 240_000);

  it('are kept, and a later frame shows by them what is new on it', async () => {
    const { products } = await succeeded('template', template.inputs[0] ?? '');
    const made = products.find(({ tags }) => tags.includes('template')) as DataProduct;
    await night.until(ProductAdded, ({ id }) => id === made.id, 60_000);
    const frame = await add(frameOf(20, 60, 'open', [supernova]), 'later.fits');
    const later = await succeeded('photometry', frame.id);
    const beside = later.products.filter(({ type }) => type === 'wcs' || type === 'catalogue').map(({ id }) => id);
    await Promise.all(beside.map((id) => night.until(ProductAdded, (product) => product.id === id, 60_000)));
    const params = { template: 'own', subtractionMode: 'detection' };
    const order = { pipeline: 'subtraction', target: target.id, inputs: [frame.id, ...beside], params };
    const { id } = await night.ask(RunProcess, order, patient);
    const done = await night.until(ProcessChanged, (one) => one.id === id && one.finished !== null, 240_000);
    expect(done).toMatchObject({ state: 'SUCCEEDED', result: { template: { source: 'own', product: made.id } } });
    expect(done.provenance.inputs.at(-1)).toEqual({ id: made.id, sha256: made.sha256 });
    const { candidates } = done.result as {
      candidates: { raDeg: number; decDeg: number; kept: boolean; sign: string }[];
    };
    const found = candidates.filter(
      ({ raDeg, decDeg }) =>
        Math.hypot((raDeg - supernova.raDeg) * Math.cos((decDeg * Math.PI) / 180), decDeg - supernova.decDeg) <
        2 / 3600,
    );
    expect(found).toMatchObject([{ kept: true, sign: 'positive' }]);
    // one frame more is no reason for another template
    const book = service.app.get(FieldBook);
    await book.processSucceeded(later.process, metaOf(later.process));
    expect(await templates()).toHaveLength(1);
    const { results } = await night.ask(ListProducts, { target: target.id, tag: 'template', type: 'frame' }, patient);
    expect(results.map((product) => product.id)).toEqual([made.id]);
  }, 400_000);

  /** The event that told of a success, as if it came once more under a name of its own. */
  function metaOf({ id }: Process) {
    const event = night.recorder.events.find(({ payload, meta }) => {
      return meta.subject === ProcessSucceeded.subject && JSON.stringify(payload).includes(id);
    });
    if (!event) throw new Error(`no event tells of ${id}`);
    return { ...event.meta, consumer: 'spec', id: newId('msg') };
  }
});
