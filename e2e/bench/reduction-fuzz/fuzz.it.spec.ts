import { describe, expect, it } from '@jest/globals';
import { attempt, noTools } from './attempt.js';
import { fuzz } from './fuzz.js';
import { hostile, hostileFrame } from './hostile-frames.js';
import { unsound } from './soundness.js';

describe('a hostile frame', () => {
  it.each([
    ['inspect', ['inspect: refused', 'inspect: sound']],
    ['photometry', ['photometry: reached the first tool', 'photometry: refused']],
  ])(
    'is refused in words or goes soundly through the numerics of %s',
    async (pipeline, ends) => {
      // how long a frame takes is the bench's to say
      const { faults, outcomes } = await fuzz({ count: 180, seed: 7 }, [pipeline], noTools, Infinity);
      expect(faults).toEqual([]);
      expect(Object.keys(outcomes).sort()).toEqual(ends);
    },
    300_000,
  );

  it('is another with each number, and the same again for the same number and seed', () => {
    expect(hostileFrame(5, 1)).toEqual(hostileFrame(5, 1));
    expect(hostileFrame(5, 1).bytes.equals(hostileFrame(5, 2).bytes)).toBe(false);
    const kinds = Object.keys(hostile);
    expect(new Set(kinds.map((_, n) => hostileFrame(n, 1).kind)).size).toBe(kinds.length);
  });

  it('of 20000 x 20000 declared pixels and two real ones is refused, and no memory is taken for it', async () => {
    const card = (text: string): string => text.padEnd(80);
    const cards = ['SIMPLE  = T', 'BITPIX  = 16', 'NAXIS   = 2', 'NAXIS1  = 20000', 'NAXIS2  = 20000', 'END'];
    const bytes = Buffer.from(`${cards.map(card).join('').padEnd(2880)}ab`, 'latin1');
    const before = process.memoryUsage().arrayBuffers;
    for (const pipeline of ['inspect', 'photometry'])
      expect(await attempt(pipeline, bytes, noTools)).toMatchObject({ kind: 'refused' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e8);
  });
});

describe('facts', () => {
  it('are unsound where a number is none, a width is not positive or a place is not on the sky', () => {
    const facts = { fwhmPx: 0, wcs: { centerRaDeg: 361, centerDecDeg: 5 }, targets: [{ mag: NaN, decDeg: -91 }] };
    expect(unsound(facts)).toEqual([
      'fwhmPx is 0',
      'wcs.centerRaDeg is 361',
      'targets.0.mag is NaN',
      'targets.0.decDeg is -91',
    ]);
    // a bias frame is exposed for no time, none for less
    expect([unsound({ exposureS: 0 }), unsound({ exposureS: -1 })]).toEqual([[], ['exposureS is -1']]);
    expect(unsound({ fwhmPx: 2.5, raDeg: 0, decDeg: -90, mag: null, zeroPoint: { error: 0.01 } })).toEqual([]);
  });
});
