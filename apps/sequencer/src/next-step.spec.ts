import { describe, expect, it } from '@jest/globals';
import { type Block, Site } from '@nightjar/contracts';
import { nextStep } from './next-step.js';
import { afterCommand, type Running, type Situation } from './situation.js';

const site = Site.parse({
  ...{
    name: 'san-pedro-martir',
    title: 'San Pedro Mártir',
    longitudeDeg: -115.4637,
    latitudeDeg: 31.0439,
    elevationM: 2800,
  },
  timeZone: 'America/Tijuana',
  telescopes: [{ name: 'mount', port: 11110, apertureM: 0.5, slewRateDegPerS: 8, settleS: 2, minAltitudeDeg: 20 }],
  cameras: [
    {
      ...{ name: 'north', port: 11130, telescope: 'mount', widthPx: 1024, heightPx: 1024, pixelScaleArcsec: 4.2 },
      ...{ filters: ['V'], gainEPerAdu: 1.5, readNoiseE: 8 },
    },
  ],
  domes: [{ name: 'dome', port: 11120 }],
  weather: [{ name: 'mast', port: 11140, limits: {} }],
  strategies: [],
});
const telescope = site.telescopes[0];
if (!telescope) throw new Error('the site has a telescope');

const now = new Date('2008-03-19T06:30:00.000Z');
const at = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
const idOf = (prefix: string, n: number): string => `${prefix}_0118c4a2-6d10-7000-8000-${String(n).padStart(12, '0')}`;
const block = (n: number, changes: Partial<Block> = {}): Block => ({
  ...{ request: idOf('req', n), target: idOf('tgt', n), targetName: `star ${n}`, raDeg: 217.926, decDeg: 36.303 },
  ...{ startAt: at(0), endAt: at(600), airmass: 1.3, priority: 10, interrupts: false, camera: 'north', traceId: null },
  configurations: [{ filter: 'V', exposureS: 30, count: 3 }],
  constraints: { minAltitudeDeg: 25, minMoonSeparationDeg: 15, maxSunAltitudeDeg: -12 },
  ...changes,
});
const situation = (blocks: Block[], changes: Partial<Situation> = {}): Situation => ({
  ...{
    now,
    site,
    telescope,
    rate: 10,
    domeState: 'OPEN',
    mountState: 'TRACKING',
    pointing: null,
    running: null,
    finishedMs: new Map(),
    cancelled: new Map(),
  },
  safety: { safe: true, because: 'all good' },
  plan: {
    ...{ version: 1, createdAt: at(-60), blocks, unscheduled: [] },
    night: { startAt: '2008-03-19T02:30:00.000Z', endAt: '2008-03-19T12:40:00.000Z' },
  },
  ...changes,
});
const running = (of: Block, changes: Partial<Running> = {}, frames = 0): Running => ({
  ...{
    block: of,
    pointed: true,
    pointedAtMs: now.getTime() - 60_000,
    command: null,
    failures: 0,
    lastFailure: null,
    retryAtMs: 0,
    readyAtMs: now.getTime(),
  },
  observation: {
    ...{
      id: idOf('obs', 1),
      request: of.request,
      target: of.target,
      targetName: of.targetName,
      state: 'RUNNING',
      step: '',
    },
    ...{ because: null, startedAt: at(-60), finishedAt: null, frames, framesPlanned: 3, traceId: null },
  },
  ...changes,
});
const slewing = {
  id: idOf('cmd', 1),
  instrument: 'mount',
  order: { action: 'slew' as const, raDeg: 1, decDeg: 1 },
  submitted: true,
};

describe('a telescope that is free', () => {
  it('rests until it must leave for the next block: slew and settling come before the start', () => {
    const pointing = { raDeg: 217.926, decDeg: 20.303 };
    const step = nextStep(situation([block(1, { startAt: at(100), endAt: at(700) })], { pointing }));
    expect(step).toMatchObject({ kind: 'rest', untilMs: now.getTime() + 96_000 });
  });

  it('leaves for what interrupts as soon as the longest way would want it, to open the shutter when it can', () => {
    const pointing = { raDeg: 217, decDeg: 36 };
    const burst = block(1, { interrupts: true, startAt: at(13), endAt: at(700) });
    expect(nextStep(situation([burst], { pointing }))).toMatchObject({ kind: 'begin', block: burst });
    expect(nextStep(situation([{ ...burst, interrupts: false }], { pointing })).kind).toBe('rest');
  });

  it('begins the block that is due', () => {
    expect(nextStep(situation([block(1)]))).toMatchObject({ kind: 'begin', stops: null });
  });

  it('begins what interrupts before what was planned earlier', () => {
    const burst = block(2, { interrupts: true, priority: 100, startAt: at(5) });
    expect(nextStep(situation([block(1, { startAt: at(-10) }), burst]))).toMatchObject({ kind: 'begin', block: burst });
  });

  it('rests while the weather is bad or unknown', () => {
    expect(nextStep(situation([block(1)], { safety: { safe: false, because: 'rain' } }))).toMatchObject({
      kind: 'rest',
      says: expect.stringContaining('rain'),
    });
    expect(nextStep(situation([block(1)], { safety: null })).kind).toBe('rest');
  });

  it('refuses a block whose constraints no longer hold', () => {
    expect(nextStep(situation([block(1, { raDeg: 20, decDeg: -50 })]))).toMatchObject({
      kind: 'refuse',
      because: expect.stringMatching(/^refused at the last moment: /),
    });
  });

  it.each([
    ['was carried out', { finishedMs: new Map([[idOf('req', 1), now.getTime()]]) }],
    ['a plan holds that knew nothing of its end', { finishedMs: new Map([[idOf('req', 1), now.getTime() - 30_000]]) }],
    ['was cancelled', { cancelled: new Map([[idOf('req', 1), 'retracted']]) }],
    ['is over', { now: new Date(Date.parse(at(601))) }],
  ])('leaves a block alone that %s', (_, changes) => {
    expect(nextStep(situation([block(1)], changes))).toMatchObject({ kind: 'rest', says: 'nothing is planned' });
  });
});

describe('a telescope at work', () => {
  it('points, waits for the dome, exposes in order, ends', () => {
    const one = block(1);
    expect(nextStep(situation([one], { running: running(one, { pointed: false }) }))).toEqual({ kind: 'point' });
    expect(nextStep(situation([one], { running: running(one), domeState: 'OPENING' }))).toMatchObject({
      kind: 'rest',
      says: 'waiting for the dome to open',
    });
    expect(nextStep(situation([one], { running: running(one, {}, 1) }))).toMatchObject({ kind: 'expose', number: 2 });
    expect(nextStep(situation([one], { running: running(one, {}, 3) }))).toMatchObject({
      kind: 'end',
      state: 'COMPLETED',
      because: null,
    });
  });

  it('waits while a device is at its command, and offers again what instruments have not got', () => {
    const one = block(1);
    const waiting = running(one, { pointed: false, command: slewing });
    expect(nextStep(situation([one], { running: waiting }))).toMatchObject({ kind: 'rest', untilMs: null });
    const lost = { ...waiting, command: { ...slewing, submitted: false } };
    expect(nextStep(situation([one], { running: lost }))).toEqual({ kind: 'submit' });
    expect(nextStep(situation([one], { running: { ...lost, retryAtMs: now.getTime() + 300 } }))).toMatchObject({
      kind: 'rest',
      untilMs: now.getTime() + 300,
    });
  });

  it('stops, also in the middle of a command, for the weather, a cancellation and a more important block', () => {
    const one = block(1);
    const busy = running(one, { command: slewing });
    expect(nextStep(situation([one], { running: busy, safety: { safe: false, because: 'rain' } }))).toMatchObject({
      kind: 'end',
      state: 'INTERRUPTED',
      because: 'unsafe: rain',
      abort: true,
    });
    expect(nextStep(situation([one], { running: busy, cancelled: new Map([[one.request, 'no']]) }))).toMatchObject({
      kind: 'end',
      because: 'cancelled: no',
      abort: true,
    });
    const burst = block(2, { interrupts: true, priority: 11 });
    expect(nextStep(situation([one, burst], { running: busy }))).toMatchObject({ kind: 'begin', block: burst });
  });

  it.each<[string, Partial<Block>]>([
    ['does not interrupt', { priority: 1000 }],
    ['ranks no higher', { interrupts: true, priority: 10 }],
    ['is not due', { interrupts: true, priority: 100, startAt: at(3600), endAt: at(4000) }],
    ['cannot be observed', { interrupts: true, priority: 100, raDeg: 20, decDeg: -50 }],
  ])('goes on when the other block %s', (_, changes) => {
    const one = block(1);
    expect(nextStep(situation([one, block(2, changes)], { running: running(one) })).kind).toBe('expose');
  });

  it('points anew when its position was revised', () => {
    const one = block(1, { interrupts: true });
    const moved = block(1, { interrupts: true, raDeg: 218, startAt: at(10) });
    expect(nextStep(situation([moved], { running: running(one) }))).toMatchObject({
      kind: 'begin',
      block: moved,
    });
  });

  it('does not open the shutter before the planned start, unless the block interrupts', () => {
    const later = block(1, { startAt: at(50) });
    expect(nextStep(situation([later], { running: running(later) }))).toMatchObject({
      kind: 'rest',
      untilMs: now.getTime() + 50_000,
    });
    const burst = { ...later, interrupts: true };
    expect(nextStep(situation([burst], { running: running(burst) })).kind).toBe('expose');
  });

  it('ends with what it has when the target has set meanwhile', () => {
    const low = block(1, { raDeg: 20, decDeg: -50 });
    expect(nextStep(situation([low], { running: running(low, {}, 2) }))).toMatchObject({
      kind: 'end',
      state: 'COMPLETED',
      because: expect.stringMatching(/^1 exposures were not taken: at/),
    });
  });

  it('gives up after three failures in a row, and when the dome does not open', () => {
    const one = block(1);
    const failing = running(one, { failures: 3, lastFailure: 'the shutter is stuck' });
    expect(nextStep(situation([one], { running: failing }))).toMatchObject({
      kind: 'end',
      state: 'FAILED',
      because: 'failed 3 times: the shutter is stuck',
    });
    const closed = running(one, { readyAtMs: now.getTime() - 600_000 });
    expect(nextStep(situation([one], { running: closed, domeState: 'CLOSED' }))).toMatchObject({
      kind: 'end',
      state: 'FAILED',
      because: 'the dome is CLOSED',
    });
  });
});

describe('a command that has changed', () => {
  const exposing = {
    ...slewing,
    instrument: 'north',
    order: { action: 'expose' as const, exposureS: 30, filter: 'V', object: '' },
  };
  it('counts a frame when an exposure is done, and forgets earlier failures', () => {
    const after = afterCommand(running(block(1), { command: exposing, failures: 2 }), 'DONE', null, 5, 1000);
    expect(after).toMatchObject({ command: null, failures: 0, observation: { frames: 1 } });
  });
  it('counts a failure, with its reason and a rest, when it came to nothing', () => {
    const after = afterCommand(running(block(1), { command: exposing }), 'TIMEOUT', 'overdue', 5, 1000);
    expect(after).toMatchObject({
      command: null,
      failures: 1,
      lastFailure: 'overdue',
      retryAtMs: 1005,
      observation: { frames: 0 },
    });
  });
  it('waits on while nobody knows what became of it', () => {
    const after = afterCommand(
      running(block(1), { command: { ...exposing, submitted: false } }),
      'UNKNOWN',
      null,
      5,
      1000,
    );
    expect(after.command).toMatchObject({ id: exposing.id, submitted: true });
  });

  it('points anew when the mount has left the target: its power was cut, or somebody parked it', () => {
    const one = block(1);
    const strayed = situation([one], { running: running(one), mountState: 'PARKED' });
    expect(nextStep(strayed)).toMatchObject({ kind: 'point' });
  });

  it('does not take a word from before its arrival for a mount that has strayed', () => {
    const one = block(1);
    const arrived = running(one, { pointedAtMs: now.getTime() - 20_000 });
    expect(nextStep(situation([one], { running: arrived, mountState: 'PARKED' }))).toMatchObject({ kind: 'expose' });
  });
});
