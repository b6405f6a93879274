import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelRequest,
  GetPlan,
  ListRequests,
  ListStrategies,
  newId,
  NoticeJudged,
  NoticeMatched,
  ObservationChanged,
  PlanMade,
  Replan,
  RequestChanged,
  type ObservationRequest,
} from '@nightjar/contracts';
import { PlayedClock, readSite } from '@nightjar/service-kit';
import { eventually, type Night, startNight } from '@nightjar/testkit';
import { burst, observationOf, targetOf, TRACE } from './burst.fixture.js';
import { scheduler } from './scheduler.module.js';

describe('the scheduler', () => {
  let night: Night;
  beforeAll(async () => {
    night = await startNight({ services: [scheduler] });
    await night.until(PlanMade);
  }, 240_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  const tell = (matched: ReturnType<typeof burst>, id: string = newId('msg')): Promise<void> =>
    night.publish(NoticeMatched, matched, { id, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
  const judged = async ({ notice }: ReturnType<typeof burst>) =>
    (await night.until(NoticeJudged, (one) => one.notice === notice.id)).outcome;
  const requestsOf = async (trigger: string): Promise<ObservationRequest[]> =>
    (await night.ask(ListRequests, { target: targetOf(trigger) })).results;
  const planned = async (trigger: string): Promise<ObservationRequest> =>
    night.until(RequestChanged, (one) => one.target === targetOf(trigger) && one.state === 'SCHEDULED');

  it('makes a request and a plan of a notice that can be observed, in the trace of the alert', async () => {
    const matched = burst('1');
    await tell(matched);
    const outcome = await judged(matched);
    expect(outcome).toMatchObject({
      decision: 'observe',
      because: expect.stringMatching(/^observable now at airmass/),
    });
    const plan = await night.until(PlanMade, ({ blocks }) => blocks.some(({ request }) => request === outcome.request));
    expect(plan.blocks[0]).toMatchObject({
      request: outcome.request,
      interrupts: true,
      traceId: TRACE,
      camera: 'north',
    });
    const told = night.recorder.events.find(
      ({ meta, payload }) =>
        meta.subject === PlanMade.subject && PlanMade.carries.parse(payload).version === plan.version,
    );
    expect(told?.meta.traceparent).toContain(TRACE);
    expect(await planned('1')).toMatchObject({ because: expect.stringContaining('planned for') });
    expect(await night.ask(GetPlan, {})).toMatchObject({ version: plan.version });
  });

  it('gives a notice delivered twice one request', async () => {
    const matched = burst('2');
    const id = newId('msg');
    await tell(matched, id);
    await judged(matched);
    await night.sql(`select 1`);
    await tell({ ...matched, because: 'again' }, `${id}-again`);
    await night.until(RequestChanged, (one) => one.target === targetOf('2') && one.state === 'SCHEDULED');
    expect(await requestsOf('2')).toHaveLength(1);
  });

  it('refuses with a reason, and keeps the refused request to be seen', async () => {
    const matched = burst('3', { errorDeg: 4 });
    await tell(matched);
    expect(await judged(matched)).toMatchObject({
      decision: 'refuse',
      because: expect.stringContaining('error box too large: 4°'),
    });
    expect(await requestsOf('3')).toEqual([
      expect.objectContaining({ state: 'REJECTED', because: expect.stringContaining('4°') }),
    ]);
  });

  it('makes no request of a test notice', async () => {
    const matched = burst('4', { role: 'test' });
    await tell(matched);
    expect(await judged(matched)).toEqual({
      decision: 'ignore',
      because: 'role is test: never moves hardware',
      request: null,
    });
    expect(await requestsOf('4')).toEqual([]);
  });

  it('revises the active request when the same trigger is told again with a better position', async () => {
    const first = burst('5');
    await tell(first);
    const { request } = await judged(first);
    const better = burst('5', {
      relation: 'update',
      raDeg: 217.93,
      errorDeg: 0.001,
      ivoid: 'ivo://nightjar.test/swift#5b',
    });
    await tell(better);
    expect(await judged(better)).toMatchObject({ decision: 'revise', request });
    const [only, ...others] = await requestsOf('5');
    expect(others).toEqual([]);
    expect(only).toMatchObject({ id: request, raDeg: 217.93, notice: better.notice.id });
    await night.until(PlanMade, ({ blocks }) => blocks.some((one) => one.request === request && one.raDeg === 217.93));
  });

  it('keeps the better position when a later notice knows it worse', async () => {
    const worse = burst('5', { relation: 'update', raDeg: 218.1, errorDeg: 0.2 });
    await tell(worse);
    expect(await judged(worse)).toMatchObject({ decision: 'revise' });
    expect((await requestsOf('5'))[0]?.raDeg).toBe(217.93);
  });

  it('withdraws the request of a retracted trigger', async () => {
    const first = burst('6');
    await tell(first);
    await judged(first);
    const retraction = burst('6', { relation: 'retraction', cites: [first.notice.ivoid] });
    await tell(retraction);
    expect(await judged(retraction)).toMatchObject({ decision: 'withdraw' });
    expect(await requestsOf('6')).toEqual([expect.objectContaining({ state: 'CANCELLED' })]);
  });

  it('withdraws also when the retraction comes first', async () => {
    const [retraction, late] = [burst('7', { relation: 'retraction' }), burst('7')];
    await tell(retraction);
    await judged(retraction);
    await tell(late);
    expect(await judged(late)).toEqual({ decision: 'withdraw', because: 'its retraction came first', request: null });
    expect(await requestsOf('7')).toEqual([]);
  });

  it('counts down what remains as frames come, and closes the request with the last', async () => {
    const matched = burst('8');
    await tell(matched);
    const request = await planned('8');
    const running = observationOf(request, { frames: 0 });
    await night.publish(ObservationChanged, running);
    await night.publish(ObservationChanged, { ...running, frames: 5, step: 'exposure 6 of 40' });
    const after = await night.until(
      RequestChanged,
      (one) => one.id === request.id && one.remaining[0]?.exposureS === 40,
    );
    expect(after).toMatchObject({
      state: 'RUNNING',
      because: 'exposure 6 of 40',
      remaining: [{ count: 5 }, { count: 10 }, { count: 20 }],
    });
    await night.publish(ObservationChanged, { ...running, frames: 40, state: 'COMPLETED' });
    const done = await night.until(RequestChanged, (one) => one.id === request.id && one.state === 'COMPLETED');
    expect(done.remaining).toEqual([]);
    const again = burst('8', { relation: 'update' });
    await tell(again);
    expect(await judged(again)).toMatchObject({
      decision: 'ignore',
      because: 'its request is over: all exposures are taken',
    });
    const told = { ...burst('8'), notice: { ...burst('8').notice, ivoid: 'ivo://nightjar.test/swift#8-again' } };
    await tell(told);
    expect(await judged(told)).toMatchObject({ decision: 'observe', request: expect.not.stringContaining(request.id) });
  });

  it('plans what an interrupted observation left over', async () => {
    await tell(burst('9'));
    const request = await planned('9');
    const running = observationOf(request, { frames: 3 });
    await night.publish(ObservationChanged, running);
    await night.publish(ObservationChanged, { ...running, state: 'INTERRUPTED', because: 'wind 18 m/s, limit 15 m/s' });
    const plan = await night.until(PlanMade, ({ blocks }) =>
      blocks.some((one) => one.request === request.id && one.configurations[0]?.count === 1),
    );
    expect(plan.blocks.find((one) => one.request === request.id)?.configurations[0]).toEqual({
      filter: 'V',
      exposureS: 20,
      count: 1,
    });
  });

  it('lets a failed observation rest before it is tried again', async () => {
    await tell(burst('10'));
    const request = await planned('10');
    const failedAt = night.clock.now().getTime();
    await night.publish(
      ObservationChanged,
      observationOf(request, { state: 'FAILED', because: 'the camera is offline' }),
    );
    const plan = await night.until(
      PlanMade,
      ({ blocks, createdAt }) =>
        Date.parse(createdAt) >= failedAt &&
        blocks.some((one) => one.request === request.id && Date.parse(one.startAt) > failedAt + 14_000),
    );
    expect(plan.version).toBeGreaterThan(1);
    expect((await requestsOf('10'))[0]).toMatchObject({ state: expect.stringMatching(/PENDING|SCHEDULED/) });
  });

  it('cancels a request once, and refuses to cancel what is over', async () => {
    await tell(burst('11'));
    const { id } = await planned('11');
    expect(await night.ask(CancelRequest, { id, because: 'not interesting' })).toMatchObject({
      state: 'CANCELLED',
      because: 'not interesting',
    });
    await expect(night.ask(CancelRequest, { id, because: 'again' })).rejects.toMatchObject({ code: 'already_over' });
    await expect(night.ask(CancelRequest, { id: newId('req'), because: 'who?' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await night.until(PlanMade, ({ blocks }) => blocks.every(({ request }) => request !== id));
  });

  it('answers many wishes with few plans', async () => {
    const { version } = await night.ask(GetPlan, {});
    await Promise.all(Array.from({ length: 30 }, (_, i) => night.ask(Replan, { because: `wish ${i}` })));
    await tell(burst('12'));
    await planned('12');
    const after = await night.ask(GetPlan, {});
    expect(after.version).toBeGreaterThan(version);
    expect(after.version - version).toBeLessThan(31);
    const waits = await night.sql(`select 1 from schedule.job where queue = 'scheduling' and state = 'WAITING'`);
    expect(waits.length).toBeLessThanOrEqual(1);
  });

  it('pages its requests newest first without losing or doubling any', async () => {
    const all = (await night.ask(ListRequests, {})).results.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await night.ask(ListRequests, { limit: 3, ...(cursor ? { cursor } : {}) });
      paged.push(...page.results.map(({ id }) => id));
      expect(page.count).toEqual({ value: all.length, exact: true });
      if (!page.next) break;
      cursor = page.next;
    }
    expect(paged).toEqual(all);
    expect([...all].sort().reverse()).toEqual(all);
  });

  it('has told of each request all that it is, but for the words in which one that waits is planned', async () => {
    await eventually(
      async () => (await night.sql(`select 1 from schedule.job where finished_at is null`)).length === 0,
    );
    const told = await night.sql<{ payload: ObservationRequest }>(
      `select distinct on (aggregate) payload from schedule.outbox where subject = ? order by aggregate, seq desc`,
      [RequestChanged.subject],
    );
    const last = new Map(told.map(({ payload }) => [payload.id, payload]));
    const { results } = await night.ask(ListRequests, { limit: 1000 });
    expect(results.length).toBeGreaterThan(8);
    for (const { because, ...request } of results) {
      const said = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
      expect(last.get(request.id)).toMatchObject(said);
      if (request.state !== 'PENDING' && request.state !== 'SCHEDULED')
        expect(last.get(request.id)?.because).toBe(because);
    }
  });

  it('tells the strategies of the site', async () => {
    expect((await night.ask(ListStrategies, {})).results).toEqual(night.site.strategies);
  });
});

describe('a scheduler whose requests grow old', () => {
  it('lets a request expire when its last window has ended, and plans without it', async () => {
    const site = readSite('san-pedro-martir');
    const strategies = site.strategies.map((one) => ({ ...one, validS: 1800 }));
    const clock = new PlayedClock(new Date('2008-03-19T06:13:10Z'), 600);
    await using night = await startNight({ services: [scheduler], site: { ...site, strategies }, clock });
    const at = night.clock.now().toISOString();
    const matched = burst('old', { receivedAt: at, eventTime: at });
    await night.publish(NoticeMatched, matched);
    const { outcome } = await night.until(NoticeJudged);
    const expired = await night.until(RequestChanged, ({ id, state }) => id === outcome.request && state === 'EXPIRED');
    const endAt = new Date(Date.parse(at) + 1_800_000).toISOString();
    expect(expired.because).toBe(`its last window ended at ${endAt.slice(0, 16)} UTC`);
  });
});
