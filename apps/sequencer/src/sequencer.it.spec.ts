import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Block,
  CommandChanged,
  ListObservations,
  newId,
  type Observation,
  type ObservationRequest,
  ObservationChanged,
  PlanMade,
  RequestChanged,
} from '@nightjar/contracts';
import { PlayedClock, type RunningService } from '@nightjar/service-kit';
import { type Night, startNight } from '@nightjar/testkit';
import { InstrumentsPeer } from './instruments-peer.fixture.js';
import { sequencer } from './sequencer.module.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const NIGHT = { startAt: '2008-03-19T02:30:00.000Z', endAt: '2008-03-19T12:40:00.000Z' };

let version = 0;
const publishPlan = async (night: Night, ...blocks: Block[]): Promise<void> => {
  version += 1;
  await night.publish(PlanMade, {
    version,
    createdAt: night.clock.now().toISOString(),
    night: NIGHT,
    blocks,
    unscheduled: [],
  });
};

/** A block that is due now, on a target well placed at San Pedro Mártir. */
const blockNow = (night: Night, changes: Partial<Block> = {}): Block => {
  const now = night.clock.now().getTime();
  return {
    ...{ request: newId('req'), target: newId('tgt'), targetName: 'GRB 080319B', raDeg: 217.926, decDeg: 36.303 },
    ...{ startAt: new Date(now).toISOString(), endAt: new Date(now + 3_600_000).toISOString(), airmass: 1.3 },
    ...{ priority: 10, interrupts: false, camera: 'north', traceId: TRACE },
    configurations: [{ filter: 'V', exposureS: 30, count: 3 }],
    constraints: { minAltitudeDeg: 25, minMoonSeparationDeg: 15, maxSunAltitudeDeg: -12 },
    ...changes,
  };
};

const until = (night: Night, block: Block, fits: (observation: Observation) => boolean): Promise<Observation> =>
  night.until(ObservationChanged, (one) => one.request === block.request && fits(one));
const ended = (night: Night, block: Block): Promise<Observation> =>
  until(night, block, ({ state }) => state !== 'RUNNING');
const stepsOf = (night: Night, block: Block): string[] =>
  night.recorder.all(ObservationChanged).flatMap((one) => (one.request === block.request ? [one.step] : []));

describe('the sequencer', () => {
  let night: Night;
  let peer: InstrumentsPeer;
  let service: RunningService;
  beforeAll(async () => {
    night = await startNight({ clock: new PlayedClock(new Date('2008-03-19T06:13:05Z'), 1) });
    peer = new InstrumentsPeer(night);
    service = await night.start(sequencer);
  }, 240_000);
  afterAll(async () => {
    peer?.[Symbol.dispose]();
    await night?.[Symbol.asyncDispose]();
  });

  it('has entities that say what its tables are', async () => {
    expect(await service.database?.drift()).toEqual([]);
  });

  it('carries out a block: dome and slew, then the exposures one after the other, told at each step', async () => {
    const block = blockNow(night);
    await publishPlan(night, block);
    const observation = await ended(night, block);
    expect(observation).toMatchObject({
      state: 'COMPLETED',
      frames: 3,
      framesPlanned: 3,
      because: null,
      traceId: TRACE,
    });
    const steps = stepsOf(night, block);
    expect(steps[0]).toMatch(/^slewing to GRB 080319B, \d+° away$/);
    expect(steps.slice(-4)).toEqual([
      'exposure 1 of 3, 30 s in V',
      'exposure 2 of 3, 30 s in V',
      'exposure 3 of 3, 30 s in V',
      '3 of 3 exposures taken',
    ]);
    expect(peer.done('open')).toHaveLength(1);
    expect(peer.done('slew')).toHaveLength(1);
    expect(peer.done('expose')).toHaveLength(3);
  });

  it('keeps the trace of the alert in everything that it does for it', async () => {
    const events = night.recorder.events.filter(({ meta }) => meta.subject === ObservationChanged.subject);
    expect(events.length).toBeGreaterThan(3);
    for (const { meta } of events) expect(meta.traceparent).toContain(TRACE);
    const asked = night.spans
      .getFinishedSpans()
      .filter(({ name }) => name.startsWith('ask cmd.instrument.command.submit'));
    expect(asked.filter((span) => span.spanContext().traceId === TRACE).length).toBeGreaterThanOrEqual(4);
  });

  it('begins no block twice, though later plans still hold it', async () => {
    const block = blockNow(night);
    await publishPlan(night, block);
    await ended(night, block);
    await publishPlan(night, block);
    const other = blockNow(night);
    await publishPlan(night, block, other);
    await ended(night, other);
    const of = (await night.ask(ListObservations, { request: block.request })).results;
    expect(of).toHaveLength(1);
  });

  it('stops what runs for an interrupting block of higher priority, at once', async () => {
    const calm = blockNow(night, { configurations: [{ filter: 'V', exposureS: 30, count: 500 }] });
    await publishPlan(night, calm);
    await until(night, calm, ({ frames }) => frames > 0);
    const burst = blockNow(night, { interrupts: true, priority: 100, raDeg: 200, targetName: 'burst' });
    await publishPlan(night, burst, {
      ...calm,
      startAt: new Date(night.clock.now().getTime() + 600_000).toISOString(),
    });
    expect(await ended(night, calm)).toMatchObject({
      state: 'INTERRUPTED',
      because: 'stopped for burst, priority 100',
    });
    expect(await ended(night, burst)).toMatchObject({ state: 'COMPLETED', frames: 3 });
    const exposure = peer.commands
      .filter(({ order }) => order.action === 'expose')
      .filter(({ state }) => state === 'ABORTED');
    expect(exposure.length).toBeLessThanOrEqual(1);
  });

  it('stops a slew before it goes elsewhere', async () => {
    const calm = blockNow(night, { raDeg: 170, decDeg: 60 });
    await publishPlan(night, calm);
    await until(night, calm, ({ step }) => step.startsWith('slewing'));
    const burst = blockNow(night, { interrupts: true, priority: 100 });
    await publishPlan(night, burst);
    expect(await ended(night, burst)).toMatchObject({ state: 'COMPLETED' });
  });

  it('does not stop for a block that interrupts at no higher priority', async () => {
    const calm = blockNow(night, { priority: 100, configurations: [{ filter: 'V', exposureS: 30, count: 8 }] });
    await publishPlan(night, calm);
    await until(night, calm, ({ frames }) => frames > 0);
    await publishPlan(night, calm, blockNow(night, { interrupts: true, priority: 100 }));
    expect(await ended(night, calm)).toMatchObject({ state: 'COMPLETED', frames: 8 });
    await publishPlan(night);
  });

  it('interrupts in bad weather, opens the dome again when it is good, and asks for a plan', async () => {
    const block = blockNow(night, { configurations: [{ filter: 'V', exposureS: 30, count: 500 }] });
    await publishPlan(night, block);
    await until(night, block, ({ frames }) => frames > 0);
    await peer.weather(false, 'wind 18 m/s, limit 15 m/s');
    expect(await ended(night, block)).toMatchObject({
      state: 'INTERRUPTED',
      because: 'unsafe: wind 18 m/s, limit 15 m/s',
    });
    const waiting = blockNow(night);
    await publishPlan(night, waiting);
    const opened = peer.done('open').length;
    await peer.weather(true, 'all sources are good');
    expect(await ended(night, waiting)).toMatchObject({ state: 'COMPLETED' });
    expect(peer.done('open')).toHaveLength(opened + 1);
    expect(peer.replans).toContain('safe again: all sources are good');
  });

  it('tries a failed exposure again with a new identifier, and gives the observation up after three', async () => {
    peer.script.push('DONE', 'FAILED', 'DONE', 'DONE');
    const once = blockNow(night);
    await publishPlan(night, once);
    expect(await ended(night, once)).toMatchObject({ state: 'COMPLETED', frames: 3 });
    expect(stepsOf(night, once)).toContain('exposure 2 of 3, 30 s in V, attempt 2');
    peer.script.push('FAILED', 'FAILED', 'FAILED');
    const never = blockNow(night);
    await publishPlan(night, never);
    expect(await ended(night, never)).toMatchObject({
      state: 'FAILED',
      frames: 0,
      because: 'failed 3 times: the shutter is stuck',
    });
  });

  it('refuses a block at the last moment, with the reason', async () => {
    const low = blockNow(night, { raDeg: 20, decDeg: -60 });
    await publishPlan(night, low);
    expect(await ended(night, low)).toMatchObject({
      state: 'FAILED',
      because: expect.stringMatching(/^refused at the last moment: at -/),
    });
  });

  it('stops when the request is cancelled', async () => {
    const block = blockNow(night, { configurations: [{ filter: 'V', exposureS: 30, count: 500 }] });
    await publishPlan(night, block);
    await until(night, block, ({ frames }) => frames > 0);
    const { startAt, endAt, airmass, request, ...common } = block;
    const cancelled: ObservationRequest = {
      ...common,
      ...{ id: request, notice: null, strategy: null, state: 'CANCELLED', because: 'retracted by its sender' },
      ...{ windows: [{ startAt, endAt }], remaining: block.configurations, createdAt: startAt },
    };
    await night.publish(RequestChanged, cancelled);
    expect(await ended(night, block)).toMatchObject({
      state: 'INTERRUPTED',
      because: 'cancelled: retracted by its sender',
    });
    expect(airmass).toBeGreaterThan(1);
  });

  it('goes on after a restart in the middle of an exposure', async () => {
    const block = blockNow(night, { configurations: [{ filter: 'V', exposureS: 30, count: 12 }] });
    await publishPlan(night, block);
    await until(night, block, ({ frames }) => frames >= 3);
    await service.stop();
    service = await night.start(sequencer);
    expect(await ended(night, block)).toMatchObject({ state: 'COMPLETED', frames: 12 });
    const { results } = await night.ask(ListObservations, { request: block.request });
    const exposures = peer.done('expose').filter(({ observation }) => observation === results[0]?.id);
    expect(exposures).toHaveLength(12);
  });

  it('sends the slew as soon as the plan is told', async () => {
    const times: number[] = [];
    for (let i = 0; i < 15; i++) {
      const burst = blockNow(night, { interrupts: true, priority: 1000 + i, raDeg: 200 + (i % 2) });
      const began = performance.now();
      await publishPlan(night, burst);
      while (!peer.submissions.some(({ request, order }) => request === burst.request && order.action === 'slew'))
        await new Promise((done) => setImmediate(done));
      times.push(performance.now() - began);
      await until(night, burst, ({ step }) => step.startsWith('exposure 1'));
    }
    times.sort((a, b) => a - b);
    process.stdout.write(`plan to slew: p50 ${times[7]?.toFixed(1)} ms, worst ${times[14]?.toFixed(1)} ms\n`);
    // The figure is the bench's to hold; this only must not wait for anything.
    expect(times[7]).toBeLessThan(1000);
  });
});

describe('a sequencer whose night ends', () => {
  it('parks the telescope and closes the dome', async () => {
    await using night = await startNight({ clock: new PlayedClock(new Date('2008-03-19T06:13:05Z'), 1) });
    using peer = new InstrumentsPeer(night);
    peer.mount = 'TRACKING';
    await night.start(sequencer);
    const createdAt = night.clock.now();
    const plan = { version: (version += 1), createdAt: createdAt.toISOString(), blocks: [], unscheduled: [] };
    await night.publish(PlanMade, {
      ...plan,
      night: { ...NIGHT, endAt: new Date(createdAt.getTime() + 1500).toISOString() },
    });
    await night.until(CommandChanged, ({ order, state }) => order.action === 'open' && state === 'DONE');
    const both = ['park', 'close'].map((action) =>
      night.until(CommandChanged, ({ order, state }) => order.action === action && state === 'DONE'),
    );
    expect((await Promise.all(both)).map(({ instrument }) => instrument)).toEqual(['mount', 'dome']);
  });
});

describe('a sequencer that is killed', () => {
  it('loses and doubles no exposure, however often', async () => {
    await using night = await startNight({ clock: new PlayedClock(new Date('2008-03-19T06:13:05Z'), 1) });
    using peer = new InstrumentsPeer(night, { slewMs: 100, exposureMs: 150, domeMs: 50 });
    const clock = { NIGHTJAR_CLOCK: '2008-03-19T06:13:05Z@1', NIGHTJAR_CLOCK_ANCHOR: String(Date.now()) };
    let app = await night.spawn('sequencer', clock);
    const block = blockNow(night, { configurations: [{ filter: 'V', exposureS: 30, count: 20 }] });
    await publishPlan(night, block);
    for (const frames of [0, 2, 5, 9, 13]) {
      await until(night, block, (one) => one.frames >= frames);
      await app.kill();
      app = await night.spawn('sequencer', clock);
    }
    const observation = await night.until(
      ObservationChanged,
      (one) => one.request === block.request && one.state !== 'RUNNING',
    );
    expect(observation).toMatchObject({ state: 'COMPLETED', frames: 20 });
    expect(peer.done('expose')).toHaveLength(20);
    expect(peer.done('slew')).toHaveLength(1);
    expect(peer.commands.filter(({ state }) => state === 'ABORTED' || state === 'FAILED')).toEqual([]);
  }, 240_000);
});
