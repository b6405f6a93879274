import { expect, it } from '@jest/globals';
import { withPreset } from './merge-preset.js';

const preset = {
  pipelines: { photometry: { flags: { normalise: true, crop: true }, params: { aperture: 3, sigma: 5 } } },
};

it('lets what is given by hand go before what a preset says of the pipeline', () => {
  const wish = { pipeline: 'photometry', flags: { crop: false }, params: { aperture: 4 } };
  expect(withPreset(wish, preset)).toEqual({
    ...{ pipeline: 'photometry', flags: { normalise: true, crop: false }, params: { aperture: 4, sigma: 5 } },
  });
});

it('leaves a wish as it is where the preset says nothing, whatever the pipeline is called', () => {
  for (const pipeline of ['inspect', 'constructor', 'toString'])
    expect(withPreset({ pipeline }, preset)).toEqual({ pipeline, flags: {}, params: {} });
  expect(withPreset({ pipeline: 'photometry' }, null)).toEqual({ pipeline: 'photometry', flags: {}, params: {} });
});
