import { describe, expect, it } from '@jest/globals';
import type { Notice } from '@nightjar/contracts';
import { judgeNotice } from './judge-notice.js';
import { NightSky } from './night-sky.js';
import { observingNight } from './observing-night.js';
import { sampleSite } from './sample-site.fixture.js';

const site = sampleSite();
const midnight = new Date('2025-04-07T04:00:00.000Z');
const notice: Notice = {
  id: 'ntc_0118c4a2-6d10-7000-8000-0000000000a1',
  ivoid: 'ivo://nightjar.test/swift#1',
  role: 'observation',
  version: '2.0',
  title: 'a burst',
  mission: 'Swift',
  trigger: '1',
  relation: 'new',
  cites: [],
  receivedAt: midnight.toISOString(),
  eventTime: '2025-04-07T03:59:30.000Z',
  raDeg: 200,
  decDeg: -30,
  errorDeg: 0.05,
  sha256: 'a'.repeat(64),
  size: 1000,
  outcome: { decision: 'pending', because: '', request: null },
  traceId: null,
};

const judge = (changes: Partial<Notice>, now = midnight, active: { id: string; state: 'SCHEDULED' } | null = null) => {
  const night = observingNight(now, site);
  return judgeNotice({
    notice: { ...notice, eventTime: new Date(now.getTime() - 30_000).toISOString(), ...changes },
    now,
    site,
    tonight: night && new NightSky(site, night),
    active,
  });
};
const earlier = { id: 'req_0118c4a2-6d10-7000-8000-0000000000a1', state: 'SCHEDULED' } as const;

describe('a notice is judged', () => {
  it('observe: the target is up in the dark', () => {
    const verdict = judge({});
    expect(verdict.decision).toBe('observe');
    expect(verdict.because).toMatch(/^observable now at airmass 1\.\d, until \d\d:\d\d UTC \(strategy burst\)$/);
    expect(verdict.draft).toMatchObject({ strategy: 'burst', priority: 100, interrupts: true, raDeg: 200 });
    expect(verdict.draft?.windows).toEqual([
      { startAt: '2025-04-07T04:00:00.000Z', endAt: '2025-04-07T09:59:30.000Z' },
    ]);
  });

  it('observe later: below its limit now, but it rises in time', () => {
    expect(judge({ raDeg: 285 }).because).toMatch(/^observable from 0[5-7]:\d\d UTC at airmass 2\.\d/);
  });

  it('observe tonight: the notice came by day, and its window reaches into the night', () => {
    const verdict = judge({ raDeg: 150 }, new Date('2025-04-06T21:00:00Z'));
    expect(verdict.decision).toBe('observe');
    expect(verdict.because).toMatch(/^observable from 23:\d\d UTC/);
  });

  it.each([
    ['ignore', { role: 'test' as const }, 'role is test: never moves hardware'],
    ['ignore', { role: 'utility' as const }, 'role is utility: never moves hardware'],
    ['ignore', { mission: 'Fermi' }, 'no strategy of La Silla wants notices of Fermi'],
    ['refuse', { raDeg: null }, 'it gives no position'],
    ['refuse', { errorDeg: 4.2 }, 'error box too large: 4.2°, strategy burst takes 0.5° at most'],
    [
      'refuse',
      { eventTime: '2025-04-06T10:00:00Z' },
      'too old: the trigger is 18 h old, strategy burst takes 12 h at most',
    ],
    ['refuse', { decDeg: 80 }, 'never above 25° from La Silla (at most -19.1°)'],
    ['withdraw', { relation: 'retraction' as const }, 'retracted by its sender: nothing is or will be requested'],
  ])('%s: %j', (decision, changes, because) => {
    expect(judge(changes)).toMatchObject({ decision, because });
  });

  it('refuse: below the limit until the day comes', () => {
    const verdict = judge({ raDeg: 0, decDeg: -30 });
    expect(verdict.decision).toBe('refuse');
    expect(verdict.because).toMatch(/^below 25° until 1[01]:\d\d, when (it is day|its time is over)$/);
  });

  it('refuse: daylight for as long as it is worth observing', () => {
    const verdict = judge({ raDeg: 30 }, new Date('2025-04-07T12:00:00Z'));
    expect(verdict).toMatchObject({ decision: 'refuse' });
    expect(verdict.because).toMatch(/^daylight/);
  });

  it('refuse: the Moon is near, and both numbers are told', () => {
    const verdict = judge({ raDeg: 133, decDeg: 22 }, new Date('2025-04-07T00:30:00Z'));
    expect(verdict.because).toMatch(/^Moon too near: \d+(\.\d+)?° away, 20° wanted$/);
  });

  it('revise: an update of a trigger whose request is not over', () => {
    expect(judge({ relation: 'update', raDeg: 200.2 }, midnight, earlier)).toMatchObject({
      decision: 'revise',
      draft: { raDeg: 200.2 },
    });
  });

  it('withdraw: a retraction of a trigger whose request is not over', () => {
    expect(judge({ relation: 'retraction' }, midnight, earlier)).toMatchObject({ decision: 'withdraw' });
  });

  it('a test notice moves nothing, though it retracts or updates an active request', () => {
    expect(judge({ role: 'test', relation: 'retraction' }, midnight, earlier).decision).toBe('ignore');
  });
});
