import { describe, expect, it } from '@jest/globals';
import { ListChains, ListPipelines, ListProducts, type Chain, type DataProduct } from '@nightjar/contracts';
import { chainActions, chainSteps, changeOf, editable, fits, hindrance, takesSay } from './rules.js';

const [pipeline] = ListPipelines.gives.parse(ListPipelines.example.gives).results;
const [product] = ListProducts.gives.parse(ListProducts.example.gives).results as [DataProduct];
const [chain] = ListChains.gives.parse(ListChains.example.gives).results as [Chain];

describe('the inputs of a pipeline', () => {
  const one = { ...pipeline!, suffixes: ['.fits'], types: ['frame'], atLeast: 2, target: 'needed' as const };

  it('fit by the end of their names and by their types', () => {
    expect(fits(one, { ...product, name: 'M31.FITS', type: 'frame' })).toBe(true);
    expect(fits(one, { ...product, name: 'm31.png', type: 'frame' })).toBe(false);
    expect(fits(one, { ...product, name: 'm31.fits', type: 'wcs' })).toBe(false);
    expect(fits({ ...one, suffixes: [], types: [] }, product)).toBe(true);
  });

  it('must be enough, and a target chosen where one is needed', () => {
    expect(hindrance(one, '', 2)).toContain('target');
    expect(hindrance(one, 'tgt_1', 1)).toContain('at least 2 inputs; 1 chosen');
    expect(hindrance(one, 'tgt_1', 2)).toBeNull();
    expect(takesSay(one)).toBe('2 or more, of frame, .fits, with a target');
  });
});

describe('a chain', () => {
  it('names what each step waits for', () => {
    const [step] = chain.steps;
    const steps = [
      { ...step!, pipeline: 'inspect', after: [] },
      { ...step!, pipeline: 'photometry', after: [0] },
    ];
    expect(chainSteps({ ...chain, steps }).map(({ after }) => after)).toEqual([[], ['inspect']]);
  });

  it('can be cancelled until it is over, and resumed when it did not succeed', () => {
    const actions = (state: Chain['state']) => chainActions({ ...chain, state });
    expect([actions('WAITING'), actions('RUNNING'), actions('CANCELLING')]).toEqual([['cancel'], ['cancel'], []]);
    expect([actions('FAILED'), actions('CANCELLED'), actions('SUCCEEDED')]).toEqual([['resume'], ['resume'], []]);
  });
});

it('edits of a preset what a person may change', () => {
  expect(JSON.parse(editable({ name: 'a', revision: 3, changedAt: 'x', changedBy: 'y' }))).toEqual({ name: 'a' });
});

it('saves of a preset a change of the revision that was read; of what is no object the server says so', () => {
  expect(changeOf({ name: 'a' }, 3)).toEqual({ name: 'a', revision: 3 });
  expect(changeOf(['a'], 3)).toEqual(['a']);
  expect(JSON.stringify(changeOf({ name: 'new' }, undefined))).toBe('{"name":"new"}');
});
