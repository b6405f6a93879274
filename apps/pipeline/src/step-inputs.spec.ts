import { describe, expect, it } from '@jest/globals';
import { AddProduct, type DataProduct } from '@nightjar/contracts';
import { inputsFrom } from './step-inputs.js';

const sample = AddProduct.gives.parse(AddProduct.example.gives);
let products = 0;
const product = (changes: Partial<DataProduct>): DataProduct => ({
  ...sample,
  id: `prd_0118c4a2-6d10-7000-8000-${String(++products).padStart(12, '0')}`,
  ...changes,
});

const frame = product({ name: 'a.fits', type: 'frame', tags: [] });
const mask = product({ name: 'mask.fits', type: 'other', tags: ['mask'] });
const aligned = product({ name: 'x_aligned.FITS', type: 'frame', tags: ['aligned'] });
const table = product({ name: 'x_stars.csv', type: 'catalogue', tags: ['stars'] });
const from = { process: 'prc_1', pipeline: 'align' };
const made = new Map([['prc_1', [aligned, table]]]);
const given = [frame, mask];

describe('the inputs of a step', () => {
  it('are what an earlier step made, by type, tag and suffix, all of which must hold', () => {
    const of = (which: object): string[] =>
      inputsFrom({ given, of: [{ from, ...which }] }, made).products.map(({ name }) => name);
    expect(of({})).toEqual(['x_aligned.FITS', 'x_stars.csv']);
    expect(of({ type: 'frame' })).toEqual(['x_aligned.FITS']);
    expect(of({ tag: 'stars' })).toEqual(['x_stars.csv']);
    expect(of({ suffix: '.fits' })).toEqual(['x_aligned.FITS']);
    expect(of({ type: 'frame', tag: 'stars' })).toEqual([]);
  });

  it('stand in the order of their sources, the chain’s among them, each once', () => {
    const of = [{ from, suffix: '.fits' }, { from: null, tag: 'mask' }, { from }, { from: null }];
    expect(inputsFrom({ given, of }, made)).toEqual({ products: [aligned, mask, table, frame], nothing: [] });
  });

  it('say which source gives nothing', () => {
    const of = [{ from, type: 'frame', tag: 'weights', suffix: '.fz' }, { from: null, tag: 'flat' }, { from: null }];
    expect(inputsFrom({ given, of }, new Map()).nothing).toEqual([
      'align gives it no product of type frame tagged weights that ends in .fz',
      'the chain gives it no product tagged flat',
    ]);
  });
});
