import { describe, expect, it } from '@jest/globals';
import { PipelineInfo } from '@nightjar/contracts';
import { builtIn } from './edition.js';
import { infoOf } from './pipeline-info.js';

describe('the list of pipelines', () => {
  it.each(builtIn.map((one) => [one.name, one] as const))('tells of %s all that a form shows', (_, listing) => {
    const info = infoOf(listing);
    expect(PipelineInfo.parse(info)).toEqual(info);
    expect(info.flags.map(({ name, ...about }) => [name, about])).toEqual(Object.entries(listing.flags));
    expect(info.flags.every(({ says }) => says)).toBe(true);
    expect(info.params).toEqual(listing.params);
  });

  it('has STDWeb’s key of a flag and of a parameter', () => {
    const photometry = builtIn.map((one) => infoOf(one)).find(({ name }) => name === 'photometry')!;
    expect(photometry.flags.find(({ name }) => name === 'filterBlends')).toMatchObject({ stdweb: 'filter_blends' });
    expect(photometry.params).toMatchObject({
      properties: { relBg1: { stdweb: 'rel_bg1', unit: 'fwhm', default: 5 } },
    });
  });
});
