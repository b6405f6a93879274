import { describe, expect, it } from '@jest/globals';
import { meantBy, slipsOf } from './slips.js';

const takers = [
  { name: 'inspect', flags: [], params: { properties: { gain: {} } } },
  {
    name: 'photometry',
    flags: [{ name: 'filterBlends', title: 'Filter blends', default: true }],
    params: { properties: { radiusFwhm: {}, limitSigma: {} } },
  },
  { name: 'subtraction', flags: [], params: { properties: { subSize: {}, limitSigma: {} } } },
];
const wrong = (key: string) => slipsOf({ [key]: 1 }, takers, ['photometry']).wrong;

describe('a setting that was typed', () => {
  it.each([
    ['photometry.radiusFwm', 'photometry has no flag or parameter radiusFwm; is photometry.radiusFwhm meant?'],
    ['photometry.filterBlend', 'photometry has no flag or parameter filterBlend; is photometry.filterBlends meant?'],
    ['photometry.rel_aper', 'photometry has no flag or parameter rel_aper; is rel_aper meant?'],
    ['photometry.colour', 'photometry has no flag or parameter colour'],
    ['photometri.radiusFwhm', 'there is no pipeline photometri; is photometry.radiusFwhm meant?'],
    ['spectra.order', 'there is no pipeline spectra'],
  ])('is wrong as %s', (key, says) => {
    expect(wrong(key)).toEqual([`-c ${key}: ${says}`]);
  });

  it('is not wrong as it should be, nor where STDWeb’s own keys are given', () => {
    const given = { 'photometry.radiusFwhm': 1, 'photometry.filterBlends': true, sn: 5, target: '1 2', colour: 'red' };
    expect(slipsOf(given, takers, ['photometry'])).toEqual({ wrong: [], idle: [] });
  });

  it('is idle where no step of the run reads it, and not where one does', () => {
    const given = { gain: 2, sub_size: 500, 'subtraction.subSize': 500 };
    expect(slipsOf(given, takers, ['inspect']).idle).toEqual([
      'sub_size has no effect on this run: it is for subtraction',
      'subtraction.subSize has no effect on this run: it is for subtraction',
    ]);
    expect(slipsOf(given, takers, ['subtraction']).idle).toEqual([]);
  });

  it.each([
    ['subsize', '; is sub_size meant?'],
    ['spatial_ordre', '; is spatial_order meant?'],
    ['radiusFwhm', '; is photometry.radiusFwhm meant?'],
    ['limitSigma', '; is photometry.limitSigma or subtraction.limitSigma meant?'],
    ['colour', ''],
    ['x', ''],
    // said to mean nothing here, with its own reason
    ['sfft_bg_poly_order', ''],
    ['sub_size', ''],
  ])('%s may have been meant otherwise: %j', (key, says) => {
    expect(meantBy(key, takers)).toBe(says);
  });
});
