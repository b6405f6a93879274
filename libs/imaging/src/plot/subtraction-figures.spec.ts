import { expect, it } from '@jest/globals';
import { subtractionFigures } from './subtraction-figures.js';

const table = (state: string): string =>
  [
    '# %ECSV 1.0',
    '# ---',
    '# delimiter: ","',
    '# meta:',
    '#   fwhm: "2.500 px"',
    'x,y,mag,fwhm,fwhm_frame,state',
    `10,10,-12,2.4,3,${state}`,
    '20,20,-9,4,3.1,seen',
  ].join('\n');

it('the plot of a subtraction shows the template’s stars, those that tell its width apart, and the width', () => {
  const [figure, ...more] = subtractionFigures({ templateStars: table('used') });
  expect([figure?.name, more]).toEqual(['sub_template_fwhm_mag', []]);
  const [panel] = figure?.panels ?? [];
  expect(panel?.y.range).toEqual([0, 7.5]);
  expect(panel?.marks).toMatchObject([
    { kind: 'points', says: 'other stars', xs: [-9], ys: [4] },
    { kind: 'points', says: 'used for the width', xs: [-12], ys: [2.4] },
    { kind: 'line', says: 'adopted', xs: [-12, -9], ys: [2.5, 2.5] },
  ]);
});

it('the plot of a subtraction is drawn where the width was given, and not without a table', () => {
  expect(subtractionFigures({})).toEqual([]);
  const [figure] = subtractionFigures({ templateStars: table('seen') });
  expect(figure?.panels[0]?.marks[1]).toMatchObject({ xs: [] });
  expect(subtractionFigures({ templateStars: '' })).toHaveLength(1);
});
