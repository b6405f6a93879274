import { describe, expect, it } from '@jest/globals';
import type { Block } from '@nightjar/contracts';
import { judgeBlock } from './judge-block.js';
import { sampleRequest, sampleSite } from './sample-site.fixture.js';

const site = sampleSite();
const good = { safe: true, because: 'all sources are good', leadS: 30 };
const midnight = new Date('2025-04-07T04:00:00Z');
const block = (changes: Partial<Block> = {}): Block => ({
  ...sampleRequest(1, { raDeg: 200, decDeg: -30 }),
  request: 'req_0118c4a2-6d10-7000-8000-0000000000a1',
  startAt: '2025-04-07T04:00:00Z',
  endAt: '2025-04-07T04:10:20Z',
  airmass: 1,
  ...changes,
});

describe('a block at the last moment', () => {
  it('begins when everything holds', () => {
    expect(judgeBlock(block(), good, midnight, site)).toMatchObject({ ok: true, exposures: 10 });
  });

  it.each<[string, Partial<Block>, Date, typeof good]>([
    ['unsafe', {}, midnight, { ...good, safe: false, because: 'wind 18 m/s, limit 15 m/s' }],
    ['altitude', { raDeg: 20 }, midnight, good],
    ['twilight', { raDeg: 120 }, new Date('2025-04-06T22:20:00Z'), good],
    ['moon', { raDeg: 133, decDeg: 22 }, new Date('2025-04-07T00:30:00Z'), good],
    ['camera', { camera: 'south' }, midnight, good],
    ['nothing_left', { configurations: [] }, midnight, good],
  ])('is refused as “%s”', (reason, changes, now, conditions) => {
    const verdict = judgeBlock(block(changes), conditions, now, site);
    expect(verdict).toMatchObject({ ok: false, reason, says: expect.stringMatching(/\S{2,} \S/) });
  });

  it('is refused behind the horizon of the site', () => {
    const walled = sampleSite({ horizon: [{ azimuthDeg: 0, altitudeDeg: 89.9 }] });
    expect(judgeBlock(block({ raDeg: 220 }), good, midnight, walled)).toMatchObject({ ok: false, reason: 'horizon' });
  });

  it('takes the exposures that fit before the target sets', () => {
    const long = block({ raDeg: 140, configurations: [{ filter: 'V', exposureS: 600, count: 30 }] });
    const verdict = judgeBlock(long, good, midnight, site);
    expect(verdict).toMatchObject({ ok: true, says: expect.stringContaining('of 30 exposures: then at') });
    expect(verdict.ok && verdict.exposures < 30 && verdict.exposures > 0).toBe(true);
  });
});
