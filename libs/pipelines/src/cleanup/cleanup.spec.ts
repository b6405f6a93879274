import { expect, it } from '@jest/globals';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import { Night } from '../frame/night.fixture.js';
import { headerReport } from '../header-report/header-report.js';
import { cleanup } from './cleanup.js';
import type { MadeBefore } from './made-of.js';

const many = (count: number): MadeBefore => ({
  goes: Array.from({ length: count }, (_, i) => ({
    product: { id: `prd_${i}`, name: `${i}.png`, type: 'preview', tags: [], size: 7, of: 'm31' },
    process: { id: `prc_${i % 2}`, identifier: `inspect_${i % 2}` },
  })),
  stays: [
    {
      product: { id: 'prd_deep', name: 'deep.fits', type: 'other', tags: [], size: 9, of: null },
      because: 'it is deep',
    },
  ],
});

it('a cleanup removes what goes, and says in log and facts what that was and what stays', async () => {
  using night = new Night();
  const trial = await tryOut(cleanup, { inputs: [night.frame('m31.fits', null)], made: many(3) });
  const { removed, says, facts, products } = succeeded(trial);
  expect([removed, products]).toEqual([['prd_0', 'prd_1', 'prd_2'], []]);
  expect(says).toBe('removed 3 products of 2 processes');
  expect(facts).toEqual({
    ...{ removed: ['0.png', '1.png', '2.png'], processes: ['inspect_0', 'inspect_1'], bytes: 21 },
    ...{ stays: ['deep.fits'], left: 0 },
  });
  expect(trial.said).toEqual(
    expect.arrayContaining(['info removes 1.png of inspect_1', 'info deep.fits stays: it is deep']),
  );
});

it('a cleanup says how much is left where one run cannot tell of all of it', async () => {
  using night = new Night();
  const inputs = [night.frame('m31.fits', null)];
  const { removed, says } = succeeded(await tryOut(cleanup, { inputs, made: many(1001) }));
  expect([removed?.length, says]).toEqual([1000, 'removed 1000 products of 2 processes; 1 are left: run it again']);
  expect(succeeded(await tryOut(cleanup, { inputs })).says).toBe('there is nothing to remove');
});

it('a cleanup removes nothing of what is in use, and works on frames alone', async () => {
  using night = new Night();
  const inputs = [night.frame('m31.fits', null)];
  expect(because(await tryOut(cleanup, { inputs, made: { ...many(1), inUse: 'not now' } }))).toBe('not now');
  const table = inputs.map(({ product, path }) => ({ product: { ...product, type: 'catalogue' as const }, path }));
  expect(because(await tryOut(cleanup, { inputs: table }))).toMatch(/^Clean up works on products of type frame/);
});

it('a pipeline that did not ask for it is told of nothing that was made, and removes nothing', async () => {
  using night = new Night();
  const inputs = [night.frame('m31.fits', null)];
  const thief = {
    ...headerReport,
    run: async (ctx: Parameters<typeof headerReport.run>[0]) => {
      expect(ctx.made.goes).toEqual([]);
      ctx.remove('prd_0');
      return { says: 'done', facts: {} };
    },
  };
  expect(because(await tryOut(thief, { inputs, made: many(1) }))).toBe('prd_0 is nothing that may be removed here.');
});
