import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultOfName } from '../kit/output.js';
import { frameProduct } from '../photometry/afterglow.fixture.js';
import { outputNames } from './output-names.js';

const inputs = (...names: string[]) => names.map((name) => frameProduct('/x', { name }));

describe('names of what is made of inputs', () => {
  it('are the inputs’ own without their suffix', () => {
    expect(outputNames(inputs('a.fits', 'b.fits.fz', 'c.FIT', 'd.fz', 'e.tar', 'f.fits.gz'), '.png')).toEqual(
      ['a', 'b', 'c', 'd', 'e.tar', 'f'].map((stem) => `${stem}.png`),
    );
  });

  it('differ where inputs are named alike', () => {
    expect(outputNames(inputs('a.fits', 'a.fits.fz'), '_tb.png')).toEqual(['a_tb.png', 'a~2_tb.png']);
  });

  it('are lawful and each once, whatever the inputs are called', () => {
    const names = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', '..', '/', 'a.fits', '.fits')));
    fc.assert(
      fc.property(names, (given) => {
        const made = outputNames(inputs(...given), '.png');
        expect(made.map(faultOfName).filter(Boolean)).toEqual([]);
        return new Set(made).size === given.length;
      }),
    );
  });
});
