import { describe, expect, it } from '@jest/globals';
import { buildVoevent, parseVoevent, type VoeventDraft } from '@nightjar/voevent';
import { burstOf, lawOf, learn, magnitudeOf, type Burst } from './burst.js';

const burst: Burst = {
  ivoid: 'ivo://nasa.gsfc.gcn/SWIFT#BAT_GRB_Pos_306757-729',
  event: 'Swift 306757',
  raDeg: 217.9,
  decDeg: 36.3,
  errorDeg: 0.05,
  triggerAt: '2008-03-19T06:12:49Z',
  law: { magAtReference: 12, referenceS: 100, slope: 1 },
};
const after = (seconds: number) => new Date(Date.parse(burst.triggerAt) + seconds * 1000);

describe('a simulated burst', () => {
  it('has the same law for the same notice, within the promised bounds', () => {
    const laws = Array.from({ length: 500 }, (_, n) => lawOf(`ivo://a/b#${n}`));
    expect(lawOf('ivo://a/b#7')).toEqual(laws[7]);
    for (const { magAtReference, slope, referenceS } of laws) {
      expect(magAtReference).toBeGreaterThanOrEqual(11.5);
      expect(magAtReference).toBeLessThanOrEqual(12.5);
      expect(slope).toBeGreaterThanOrEqual(0.9);
      expect(slope).toBeLessThanOrEqual(1.2);
      expect(referenceS).toBe(100);
    }
    expect(new Set(laws.map(({ slope }) => slope)).size).toBeGreaterThan(300);
  });

  it('fades by 2.5 magnitudes in ten times the time when its slope is one', () => {
    expect(magnitudeOf(burst, after(1000), 0) - magnitudeOf(burst, after(100), 0)).toBeCloseTo(2.5, 6);
  });

  it('is dark before its trigger', () => {
    expect(magnitudeOf(burst, after(-100), 60)).toBe(Infinity);
  });

  it('is moved by a better position of the same event and keeps its light', () => {
    const better = { ...burst, ivoid: 'ivo://nasa.gsfc.gcn/SWIFT#XRT_Pos_306757-1', raDeg: 217.92, errorDeg: 0.001 };
    const known = learn([burst], { ...better, law: lawOf(better.ivoid) });
    expect(known).toEqual([{ ...burst, raDeg: 217.92, errorDeg: 0.001 }]);
  });

  it('is not moved by a worse position, nor lit twice by the same notice', () => {
    const known = [burst];
    expect(learn(known, { ...burst, ivoid: 'ivo://x/y#2', errorDeg: 1 })).toBe(known);
    expect(learn(known, burst)).toBe(known);
  });

  it('shines only for an observation with a place and a time', () => {
    const draft = {
      ivoid: 'ivo://nightjar.example/burst#1',
      role: 'observation',
      whereWhen: {
        eventTime: after(0),
        position: { raDeg: 217.9, decDeg: 36.3, errorDeg: 0.05, frame: 'ICRS' },
      },
    } as const;
    const read = (changes: Partial<VoeventDraft>) => burstOf(parseVoevent(buildVoevent({ ...draft, ...changes })));
    expect(read({})).toMatchObject({ raDeg: 217.9, triggerAt: '2008-03-19T06:12:49.000Z' });
    expect(read({ role: 'test' })).toBeUndefined();
    expect(read({ role: 'utility' })).toBeUndefined();
    expect(read({ whereWhen: { eventTime: after(0) } })).toBeUndefined();
    expect(read({ citations: [{ ivoid: 'ivo://nightjar.example/burst#0', relation: 'retraction' }] })).toBeUndefined();
  });
});
