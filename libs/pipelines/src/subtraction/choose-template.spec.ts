import { describe, expect, it } from '@jest/globals';
import { newId, type DataProduct } from '@nightjar/contracts';
import { footprint } from '@nightjar/imaging';
import fc from 'fast-check';
import { exposeField, placeAt } from '../science/field.fixture.js';
import type { TemplateFacts } from '../template/template-facts.js';
import { chooseTemplate } from './choose-template.js';

const { wcs } = exposeField(1);
const frame = { id: newId('prd'), filter: 'V', wcs, widthPx: 400, heightPx: 400 };

let made = 0;
/** A template of the same camera, moved to the west by so many pixels. */
function kept(changes: Partial<TemplateFacts> = {}, { movedPx = 0, day = 1 } = {}) {
  const { wcs: there } = exposeField(1, { scene: { centre: placeAt(movedPx, 0), widthPx: 400, heightPx: 400 } });
  const { corners, centre, pixelScaleArcsec } = footprint(there, frame);
  const facts: TemplateFacts = {
    ...{ filter: 'V', ...centre, radiusDeg: 0.3, corners: [...corners], pixelScaleArcsec, fwhmPx: 3, exposureS: 300 },
    ...{ frames: [newId('prd'), newId('prd')], ...changes },
  };
  const createdAt = new Date(Date.UTC(2008, 2, day)).toISOString();
  return { id: newId('prd'), name: `${++made}.fits`, meta: { ...facts }, createdAt };
}
type Kept = Pick<DataProduct, 'id' | 'name' | 'meta' | 'createdAt'>;

describe('the kept template that is chosen', () => {
  it('has the filter of the frame and covers four fifths of it, and each other one is told why it does not', () => {
    const all: Kept[] = [
      kept({ filter: 'R' }),
      kept({}, { movedPx: 120 }),
      { ...kept(), meta: {} },
      kept({}, { movedPx: 64 }),
    ];
    const { chosen, because, passedOver } = chooseTemplate(all, frame);
    expect(chosen).toBe(all[3]);
    expect(because).toBe(
      'it is in V, covers 84 % of the frame, has stars 12.0 arcsec wide and is of 2 frames, 300 s deep',
    );
    expect(passedOver.map((one) => one.because)).toEqual([
      'its filter is R, not V',
      'it covers 70 % of the frame, less than 80 %',
      'it does not tell what it covers',
    ]);
  });

  it('is rather one that the frame is no part of, then the sharper, the deeper, the newer', () => {
    // each is worse than the one before in one respect, and better in all that count less
    const all = [
      kept({ fwhmPx: 3, exposureS: 300 }, { day: 2 }),
      kept({ fwhmPx: 3, exposureS: 300 }, { day: 1 }),
      kept({ fwhmPx: 3, exposureS: 200 }, { day: 5 }),
      kept({ fwhmPx: 4, exposureS: 900 }, { day: 6 }),
      kept({ fwhmPx: 2, exposureS: 2000, frames: [frame.id] }, { day: 7 }),
    ];
    const words = ['it is older than', 'it is less deep than', 'it is less sharp than', 'the frame went into it, not'];
    for (let best = 0; best < all.length; best++) {
      const { chosen, passedOver } = chooseTemplate(all.slice(best).toReversed(), frame);
      expect(chosen).toBe(all[best]);
      if (best > 0) continue;
      for (const [i, word] of words.entries())
        expect(passedOver.find(({ name }) => name === all[i + 1]?.name)?.because).toMatch(new RegExp(`^${word}`));
    }
  });

  it('is the same in whatever order they are kept, and there is one wherever any fits', () => {
    const candidate = fc
      .record({
        filter: fc.constantFrom('V', 'R'),
        fwhmPx: fc.double({ min: 1, max: 9, noNaN: true }),
        exposureS: fc.option(fc.integer({ min: 1, max: 9000 })),
        mine: fc.boolean(),
        movedPx: fc.constantFrom(0, 40, 70, 90, 120, 500),
        day: fc.integer({ min: 1, max: 28 }),
      })
      .map(({ mine, movedPx, day, ...facts }) => {
        const changes = { ...facts, ...(mine && { frames: [frame.id] }) };
        return { product: kept(changes, { movedPx, day }), fits: facts.filter === 'V' && movedPx <= 80, mine };
      });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 6 }), fc.infiniteStream(fc.double({ noNaN: true })), (all, dice) => {
        const products = all.map(({ product }) => product);
        const { chosen, passedOver } = chooseTemplate(products, frame);
        const fit = all.filter(({ fits }) => fits);
        const winner = fit.find(({ product }) => product === chosen);
        expect(chosen === undefined).toBe(fit.length === 0);
        expect(winner === undefined).toBe(fit.length === 0);
        if (winner?.mine) expect(fit.every(({ mine }) => mine)).toBe(true);
        expect(passedOver).toHaveLength(all.length - (chosen ? 1 : 0));
        const shuffled = products
          .map((product) => ({ product, at: dice.next().value }))
          .toSorted((a, b) => a.at - b.at);
        expect(
          chooseTemplate(
            shuffled.map(({ product }) => product),
            frame,
          ).chosen,
        ).toBe(chosen);
      }),
      { numRuns: 60 },
    );
  });
});
