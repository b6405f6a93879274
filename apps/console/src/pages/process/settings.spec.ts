import { describe, expect, it } from '@jest/globals';
import { ListProcesses, type LogLine, type Process } from '@nightjar/contracts';
import { comparison, failedTool, settingsShown } from './settings.js';

const [sample] = ListProcesses.gives.parse(ListProcesses.example.gives).results as [Process];
const pipeline = {
  flags: [{ name: 'crop', title: 'Crop', default: false }],
  params: {
    type: 'object',
    properties: { fps: { type: 'number', default: 10 }, size: { type: 'number', default: 5 } },
  },
};

describe('what a process ran with', () => {
  it('shows first what differs from the defaults, and what it would have been', () => {
    expect(settingsShown({ flags: { crop: true }, params: { size: 5, fps: 4, more: [1] } }, pipeline)).toEqual([
      { name: 'crop', text: 'yes', usual: 'no' },
      { name: 'fps', text: '4', usual: '10' },
      { name: 'size', text: '5', usual: null },
      { name: 'more', text: '[1]', usual: null },
    ]);
  });

  it('calls nothing changed while the pipeline is not known', () => {
    expect(settingsShown({ flags: {}, params: { fps: 4 } }, undefined)).toEqual([
      { name: 'fps', text: '4', usual: null },
    ]);
  });
});

it('compares two runs: what only one of them has differs, too', () => {
  const one = { ...sample, flags: {}, params: { fps: 4 }, result: { mag: 11.2 } };
  const other = { ...sample, flags: { crop: true }, params: { fps: 4 }, result: { mag: 11.3 } };
  const { settings, results } = comparison(one, other);
  expect(settings).toEqual([
    { label: 'fps', one: '4', other: '4', differs: false },
    { label: 'crop', one: '—', other: 'yes', differs: true },
  ]);
  expect(results.filter(({ differs }) => differs)).toEqual([
    { label: 'mag', one: '11.200 mag', other: '11.300 mag', differs: true },
  ]);
});

describe('a tool that failed', () => {
  const log = (...lines: readonly (readonly [LogLine['level'], string])[]): LogLine[] =>
    lines.map(([level, text], offset) => ({ offset, at: sample.created, level, text }));

  it('is told with its command, its last lines and how it ended', () => {
    const lines = log(
      ['info', '$ source-extractor image.fits'],
      ['info', 'source-extractor ended with exit code 0, 1.00 s'],
      ['info', '$ solve-field objects.fits'],
      ['warn', 'Did not solve'],
      ['error', 'solve-field ended with exit code 1, 5.20 s'],
      ['error', 'the field was not solved'],
    );
    expect(failedTool(lines)).toEqual({
      ended: 'solve-field ended with exit code 1, 5.20 s',
      command: 'solve-field objects.fits',
      lines: ['Did not solve'],
    });
  });

  it('is none where all tools ended well, or a pipeline failed by itself', () => {
    expect(failedTool(log(['info', 'x ended with exit code 0, 1 s'], ['error', 'no stars']))).toBeNull();
  });
});
