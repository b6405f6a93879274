import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EnqueueJob,
  GetProcessLog,
  InspectJob,
  ListJobs,
  ListProcesses,
  ListTargets,
  newId,
  PauseQueue,
  ProcessChanged,
  ProcessSucceeded,
  ProductAdded,
  ResumeQueue,
  RetryJob,
  RevokeJob,
  type DataProduct,
  type PhotometryDatum,
  type Process,
} from '@nightjar/contracts';
import { pipelineNamed } from '@nightjar/pipelines';
import { ProductStore, type RunningService } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterglow, frameOf, storedFrame, TRACE, TRUE_MAG } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';
import { missingTools } from './toolbox.js';

const here = { instance: 'pipeline', actor: 'ada' };
const missing = missingTools(pipelineNamed('photometry')?.tools ?? []);
if (missing !== undefined) console.warn(`skipped: ${missing}`);

(missing === undefined ? describe : describe.skip)('the pipeline service', () => {
  let night: Night;
  let frame: Buffer;
  beforeAll(async () => {
    frame = frameOf(30, 1);
    night = await startNight({ services: [pipeline] });
    night.bus.serve(ListTargets, async ({ id }) => ({
      results: id === afterglow.id ? [{ ...afterglow, separationArcsec: null }] : [],
      next: null,
      count: { value: id === afterglow.id ? 1 : 0, exact: true },
    }));
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  const tell = (product: DataProduct, id: string = newId('msg')): Promise<void> =>
    night.publish(ProductAdded, product, { id, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
  const ended = (name: string, input: DataProduct, timeoutMs = 90_000): Promise<Process> =>
    night.until(
      ProcessChanged,
      (one) => one.pipeline === name && one.inputs.includes(input.id) && ['SUCCEEDED', 'FAILED'].includes(one.state),
      timeoutMs,
    );
  const processesOf = async (input: DataProduct): Promise<Process[]> =>
    (await night.ask(ListProcesses, { input: input.id })).results;

  it('turns a frame of a target into a preview and a point of its light curve', async () => {
    const product = await storedFrame(night.home, frame);
    const turnsMs: number[] = [];
    const turning = setInterval(() => turnsMs.push(night.clock.now().getTime()), 10);
    await tell(product);
    const inspected = await ended('inspect', product);
    const measured = await ended('photometry', product);
    clearInterval(turning);
    expect(inspected).toMatchObject({
      state: 'SUCCEEDED',
      attempt: 1,
      traceId: TRACE,
      result: { filter: 'V', exposureS: 30 },
    });
    expect(measured).toMatchObject({ state: 'SUCCEEDED', attempt: 1, traceId: TRACE, failureMessage: null });
    expect(measured.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(
      ['read', 'detect', 'objects', 'solve', 'catalogue', 'zero point', 'calibrate', 'measure', 'products'].map(
        (name) => `${name} SUCCEEDED`,
      ),
    );

    const told = night.recorder.events.filter(({ payload }) => JSON.stringify(payload).includes(measured.id));
    expect(told.length).toBeGreaterThan(3);
    expect(told.map(({ meta }) => meta.traceparent?.slice(3, 35))).toEqual(told.map(() => TRACE));

    const { data, products } = await night.until(ProcessSucceeded, ({ process }) => process.id === measured.id);
    expect(data).toMatchObject([
      {
        ...{ target: afterglow.id, kind: 'photometry', time: '2008-03-19T06:13:35.000Z', exposureS: 30, filter: 'V' },
        ...{
          limit: null,
          instrument: 'north',
          source: 'nightjar photometry',
          process: measured.id,
          product: product.id,
        },
        traceId: TRACE,
      },
    ]);
    const [datum] = data.filter(({ kind }) => kind === 'photometry') as PhotometryDatum[];
    expect(Math.abs((datum?.mag ?? NaN) - TRUE_MAG)).toBeLessThan(4 * (datum?.magError ?? 0));
    expect(products.map(({ name }) => name)).toEqual(
      [
        ...[
          'wcs.fits',
          'footprint.moc.fits',
          'objects.ecsv',
          'catalogue.ecsv',
          'limits.ecsv',
          'target.vot',
          'regions.reg',
        ],
        'target_0000.fits',
      ].map((file) => `${measured.identifier}_${file}`),
    );
    const { products: previews } = await night.until(ProcessSucceeded, ({ process }) => process.id === inspected.id);
    expect(previews[0]).toMatchObject({
      ...{ type: 'preview', mediaType: 'image/png', of: product.id, target: afterglow.id },
    });
    const png = await new ProductStore(night.home).read(previews[0]?.sha256 ?? '');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    console.log(
      [inspected, measured]
        .map(({ pipeline: name, durationS, steps }) => {
          const parts = steps.map((step) => `${step.name} ${Math.round(1000 * (step.durationS ?? 0))} ms`);
          return `${name} ${durationS?.toFixed(2)} s: ${parts.join(', ')}`;
        })
        .join('\n'),
    );
    // computed in place, the longest step would hold the loop from its beginning to its end
    const [longest] = inspected.steps.toSorted((a, b) => (b.durationS ?? 0) - (a.durationS ?? 0));
    const during = turnsMs.filter(
      (ms) => Date.parse(longest?.startedAt ?? '') < ms && ms < Date.parse(longest?.finishedAt ?? ''),
    );
    expect(during.length).toBeGreaterThanOrEqual(2);
  }, 240_000);

  it('keeps the log, to be read from any offset', async () => {
    const [process] = (await night.ask(ListProcesses, { target: afterglow.id, state: 'SUCCEEDED' })).results;
    const all = await night.ask(GetProcessLog, { id: process?.id ?? '' });
    expect(all.lines.map(({ offset }) => offset)).toEqual(all.lines.map((_, i) => i));
    expect(all.lines.map(({ text }) => text).join('\n')).toMatch(
      /\$ source-extractor[^]*solved: \d+ stars[^]*zero point/,
    );
    const rest = await night.ask(GetProcessLog, { id: process?.id ?? '', offset: 3 });
    expect(rest).toEqual({ lines: all.lines.slice(3), nextOffset: all.lines.length });
    await expect(night.ask(GetProcessLog, { id: newId('prc') })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('makes one chain of a frame however often it is told of it', async () => {
    const product = await storedFrame(night.home, frame);
    await tell(product, 'told twice');
    await night.publish(ProductAdded, product, { id: 'told twice', streamId: 'again' });
    await tell(product, 'and by another message');
    await ended('photometry', product);
    expect((await processesOf(product)).map((one) => one.pipeline)).toEqual(['photometry', 'inspect']);
  }, 240_000);

  it('only inspects a frame of no target, and leaves what is no frame alone', async () => {
    const product = await storedFrame(night.home, frame, { target: null });
    await tell(await storedFrame(night.home, Buffer.from('a picture'), { type: 'preview' }));
    await tell(product);
    await ended('inspect', product);
    expect((await processesOf(product)).map((one) => one.pipeline)).toEqual(['inspect']);
    expect(
      await night.sql(`select 1 from pipeline.chain where inputs->>0 <> all(select inputs->>0 from pipeline.process)`),
    ).toEqual([]);
  }, 240_000);

  it('says in words why a frame cannot be measured, and does not try again', async () => {
    const product = await storedFrame(night.home, frameOf(30, 2, 'closed'));
    await tell(product);
    const process = await ended('photometry', product);
    expect(process).toMatchObject({ state: 'FAILED', attempt: 1 });
    expect(process.failureMessage).toMatch(/^Only \d+ stars are seen/);
    expect(process.steps.at(-1)).toMatchObject({ name: 'detect', status: 'FAILED' });
  }, 240_000);

  it('says that a broken file is broken, and cancels what would have followed', async () => {
    const product = await storedFrame(night.home, frame.subarray(0, 1_000_000));
    await tell(product);
    const process = await ended('inspect', product);
    expect(process.failureMessage).toMatch(/the header declares/);
    expect(await processesOf(product)).toMatchObject([
      {
        pipeline: 'photometry',
        state: 'CANCELLED',
        status: expect.stringMatching(/which had to succeed first, is FAILED/),
      },
      { pipeline: 'inspect', state: 'FAILED' },
    ]);
  }, 240_000);

  it('tries a fault again, and fails the process after the last attempt', async () => {
    const product = await storedFrame(night.home, frame, { sha256: 'f'.repeat(64) });
    await tell(product);
    const process = await ended('inspect', product);
    expect(process).toMatchObject({ state: 'FAILED', attempt: InspectJob.queue.attempts });
    expect(process.failureMessage).toMatch(/attempt 3 of 3 failed: ENOENT/);
    const letters = await night.sql<{ attempts: number }>(
      `select attempts from pipeline.dead_letter where payload->>'process' = ?`,
      [process.id],
    );
    expect(letters.length).toBeLessThanOrEqual(1);
  }, 240_000);

  it('cancels a process whose job is revoked before its turn, and makes it wait again when that is retried', async () => {
    await night.ask(PauseQueue, { queue: 'inspect', because: 'a look at it' }, here);
    const product = await storedFrame(night.home, frame, { target: null });
    await tell(product);
    const { id, job } = await night.until(ProcessChanged, (one) => one.inputs.includes(product.id));
    await night.ask(RevokeJob, { id: job ?? '', because: 'clouds' }, here);
    const state = async () => (await night.ask(ListProcesses, { id })).results[0];
    expect(await state()).toMatchObject({ state: 'CANCELLED', status: 'revoked by ada: clouds' });
    await night.ask(RetryJob, { id: job ?? '' }, here);
    expect(await state()).toMatchObject({ state: 'WAITING', finished: null });
    await night.ask(ResumeQueue, { queue: 'inspect' }, here);
    expect(await ended('inspect', product)).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
  }, 240_000);

  it('lets a frame of a target go ahead of one of none', async () => {
    await night.ask(PauseQueue, { queue: 'inspect', because: 'a look at it' }, here);
    const [plain, wanted] = [
      await storedFrame(night.home, frame, { target: null }),
      await storedFrame(night.home, frame),
    ];
    await tell(plain);
    await night.until(ProcessChanged, (one) => one.inputs.includes(plain.id));
    await tell(wanted);
    const urgent = await night.until(ProcessChanged, (one) => one.inputs.includes(wanted.id));
    const { results } = await night.ask(ListJobs, { queue: 'inspect', state: 'WAITING' }, here);
    expect(results.map(({ id, position }) => [id === urgent.job, position])).toEqual([
      [true, 1],
      [false, 2],
    ]);
    await night.ask(ResumeQueue, { queue: 'inspect' }, here);
    await Promise.all([ended('inspect', plain), ended('photometry', wanted)]);
  }, 240_000);

  it('does nothing for a job whose process is over', async () => {
    const [process] = (await night.ask(ListProcesses, { state: 'SUCCEEDED' })).results.filter(
      (one) => one.queue === 'inspect',
    );
    const other = await storedFrame(night.home, frame, { target: null });
    await night.ask(EnqueueJob, { subject: InspectJob.subject, payload: { process: process?.id } }, here);
    await tell(other);
    await ended('inspect', other);
    const [after] = (await night.ask(ListProcesses, { id: process?.id })).results;
    expect(after).toEqual(process);
  }, 240_000);

  it('lists newest first, page by page, with an exact count', async () => {
    const all = await night.ask(ListProcesses, {});
    expect(all.results.map(({ id }) => id)).toEqual(
      all.results
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    const first = await night.ask(ListProcesses, { limit: 2 });
    const second = await night.ask(ListProcesses, { limit: 2, cursor: first.next ?? '' });
    expect([...first.results, ...second.results]).toEqual(all.results.slice(0, 4));
    expect(second.count).toEqual({ value: all.results.length, exact: true });
  });

  it('leaves no temporary folder behind', async () => {
    const runners = await readdir(join(night.home, 'work'));
    const left = await Promise.all(runners.map((runner) => readdir(join(night.home, 'work', runner))));
    expect(left.flat()).toEqual([]);
  });
});

(missing === undefined ? describe : describe.skip)('a runner of one queue', () => {
  let night: Night;
  let service: RunningService;
  const product = (): Promise<DataProduct> => storedFrame(night.home, frameOf(20, 9));
  beforeAll(async () => {
    night = await startNight({ environment: { NIGHTJAR_QUEUE: 'inspect' } });
    service = await night.start(pipeline);
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  it('has entities that say what its tables are', async () => {
    expect(await service.database?.drift()).toEqual([]);
  });

  it('waits for the catalogue as long as that is away', async () => {
    const frame = await product();
    await night.publish(ProductAdded, frame, { id: newId('msg') });
    const made = await night.until(ProcessChanged, (one) => one.inputs.includes(frame.id));
    // the process after it would be run at once if this one did not wait at the head of the queue
    const unbound = await storedFrame(night.home, frameOf(20, 10), { target: null });
    await night.publish(ProductAdded, unbound, { id: newId('msg') });
    await night.until(ProcessChanged, (one) => one.inputs.includes(unbound.id));
    expect((await night.ask(ListProcesses, { id: made.id })).results[0]).toMatchObject({
      state: 'WAITING',
      attempt: 0,
    });
    night.bus.serve(ListTargets, async () => ({
      ...{ results: [{ ...afterglow, separationArcsec: null }], next: null, count: { value: 1, exact: true } },
    }));
    const { process } = await night.until(ProcessSucceeded, (one) => one.process.id === made.id);
    expect(process.attempt).toBe(1);
  }, 240_000);

  it('is known by its queue, leaves the others alone and answers for all of them', async () => {
    expect(service.name).toBe('pipeline-inspect');
    const frame = await product();
    await night.publish(ProductAdded, frame, { id: newId('msg') });
    const waiting = await night.until(ProcessChanged, (one) => one.queue === 'photometry');
    const { results } = await night.ask(ListJobs, { queue: 'photometry' }, here);
    expect(results.find(({ id }) => id === waiting.job)).toMatchObject({ state: 'WAITING', fence: 0 });
    expect(service.vitals.now.queues).toEqual(['inspect']);
  }, 240_000);
});
