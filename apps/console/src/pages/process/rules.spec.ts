import { describe, expect, it } from '@jest/globals';
import {
  elapsedS,
  followsEnd,
  hasPixels,
  matchingLines,
  plainText,
  resultRows,
  stepsShown,
  tablesOf,
} from './rules.js';

describe('the steps of a process', () => {
  it('count on while they run, and stop when they end', () => {
    const steps = [
      {
        ...{ name: 'detect', status: 'SUCCEEDED' as const, progress: 1, durationS: 2 },
        ...{ startedAt: '2008-03-19T06:13:40Z', finishedAt: '2008-03-19T06:13:42Z' },
      },
      {
        ...{ name: 'solve', status: 'RUNNING' as const, progress: null, durationS: null },
        ...{ startedAt: '2008-03-19T06:13:42Z', finishedAt: null },
      },
    ];
    const shown = stepsShown(steps, Date.parse('2008-03-19T06:13:46Z'));
    expect(shown.map(({ durationS, share }) => [durationS, share])).toEqual([
      [2, 0.5],
      [4, 1],
    ]);
    expect(stepsShown([], 0)).toEqual([]);
  });
});

it.each([
  ['frame', 'm31.fits.fz', true],
  ['other', 'sub_1_sub_template.fits', true],
  ['other', 'sub_1_sub_mask.fits', true],
  ['other', 'photometry_1_segmentation.fits', true],
  ['other', 'sub_1_candidate_001_J1.fits', true],
  ['other', 'photometry_1_footprint.moc.fits', false],
  ['other', 'photometry_1_regions.reg', false],
  ['wcs', 'photometry_1_wcs.fits', false],
  ['catalogue', 'stars.fits', false],
  // of a measured value, and of files of earlier versions
  [undefined, 'V at 2008-03-19T06:13:35Z', false],
])('a %s named %s has pixels to be looked at: %s', (type, name, has) => {
  expect(hasPixels({ type, name })).toBe(has);
});

it('has taken no time before it begins, counts while it runs, and stops when it ends', () => {
  const started = '2008-03-19T06:13:40Z';
  const at = (second: number): number => Date.parse(started) + second * 1000;
  expect(elapsedS({ started: null, finished: null, durationS: null }, at(4))).toBeNull();
  expect(elapsedS({ started, finished: null, durationS: null }, at(4))).toBe(4);
  expect(elapsedS({ started, finished: '2008-03-19T06:13:42Z', durationS: null }, at(4))).toBe(2);
  expect(elapsedS({ started, finished: null, durationS: 1.5 }, at(4))).toBe(1.5);
});

describe('a log', () => {
  it('follows its end only for a reader who is there', () => {
    expect(followsEnd({ scrollTop: 900, scrollHeight: 1200, clientHeight: 300 })).toBe(true);
    expect(followsEnd({ scrollTop: 500, scrollHeight: 1200, clientHeight: 300 })).toBe(false);
    expect(followsEnd({ scrollTop: 0, scrollHeight: 100, clientHeight: 300 })).toBe(true);
  });

  it('shows no escape sequences and can be searched', () => {
    expect(plainText('\u001b[1;31mfailed\u001b[0m to solve')).toBe('failed to solve');
    const line = (text: string) => ({ offset: 0, at: '', level: 'info' as const, text });
    expect(matchingLines([line('Solved in 3 s'), line('412 objects')], 'solved')).toHaveLength(1);
  });
});

it('writes first what is read first, and leaves out lists with nothing in them, and candidates, which have a page', () => {
  const rows = resultRows({
    kind: 'detection',
    warnings: [],
    candidates: [{ name: 'J1+2' }],
    magError: 0.04660368,
    mag: 14.5449512,
  });
  expect(rows).toEqual([
    { label: 'mag', text: '14.545 mag' },
    { label: 'mag error', text: '0.047 mag' },
    { label: 'kind', text: 'detection' },
  ]);
});

it('writes results without noise in their digits, with units, and null as unknown', () => {
  expect(resultRows({ zeroPoint: 21.340000000000003, fwhmPx: 2.8412, wcs: null, stars: [1, 2] })).toEqual([
    { label: 'fwhm', text: '2.84 px' },
    { label: 'zero point', text: '21.34' },
    { label: 'wcs', text: '—' },
    { label: 'stars', text: '[1,2]' },
  ]);
  expect(resultRows({ warnings: ['It is late.', 'It rains.'] })).toEqual([
    { label: 'warnings', text: 'It is late. · It rains.' },
  ]);
});

it('is plotted from its own tables: by the end of their names, files only', () => {
  const output = (kind: 'data-product' | 'reduced-datum', id: string, name: string) => ({ kind, id, name, tag: '' });
  expect(
    tablesOf([
      output('reduced-datum', 'a', 'x_objects.ecsv'),
      output('data-product', 'b', 'photometry_1_objects.ecsv'),
      output('data-product', 'c', 'photometry_1_wcs.fits'),
      output('data-product', 'd', 'photometry_1_limits.ecsv'),
    ]),
  ).toEqual({ objects: 'b', catalogue: undefined, limits: 'd' });
});
