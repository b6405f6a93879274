import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agesOf } from './retention.js';

const DAY_S = 86_400;
const days = fc.double({ min: 0.01, max: 400, noNaN: true });

describe('how long is kept what', () => {
  it('no key goes while its event can still be delivered, however late the broker lost it', () => {
    fc.assert(
      fc.property(days, days, fc.double({ min: 0, max: 1, noNaN: true }), (keep, streamKeeps, when) => {
        const { sentS, keyS } = agesOf(keep, streamKeeps);
        // Sent and handled at 0; the broker loses its store at a moment at which the event may be published again.
        const publishedAgain = when * sentS;
        const lastDelivery = publishedAgain + streamKeeps * DAY_S;
        expect(keyS).toBeGreaterThan(lastDelivery);
      }),
    );
  });

  it('a sent event stays for as long as the setting says', () => {
    expect(agesOf(90)).toEqual({ sentS: 90 * DAY_S, keyS: 181 * DAY_S });
  });
});
