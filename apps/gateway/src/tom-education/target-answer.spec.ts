// tom_education: its target API and the file of photometry, in our words.
import { describe, expect, it } from '@jest/globals';
import { ListProcesses, ListProducts, ListReducedData, ListTargets, newId } from '@nightjar/contracts';
import type { DataProduct, PhotometryDatum, Process, Target } from '@nightjar/contracts';
import { csvName, photometryCsv, targetAnswer, type Known } from './target-answer.js';

const [process] = ListProcesses.gives.parse(ListProcesses.example.gives).results as [Process];
const [product] = ListProducts.gives.parse(ListProducts.example.gives).results as [DataProduct];
const [datum] = ListReducedData.gives.parse(ListReducedData.example.gives).results as [PhotometryDatum];
const [sample] = ListTargets.gives.parse(ListTargets.example.gives).results;
const target: Target = { ...sample!, name: 'my target', extras: { redshift: 0.937, seen: true } };

/** A timelapse of so many frames, with its film. */
function timelapse(format: string, frames: number, finished: string, changes: Partial<Process> = {}) {
  const film = { ...product, id: newId('prd'), name: `tl_1_t.${format}` };
  const outputs = [{ kind: 'data-product' as const, id: film.id, name: film.name, tag: 'timelapse' }];
  const inputs = Array.from({ length: frames }, () => newId('prd'));
  const ended = { pipeline: 'timelapse', state: 'SUCCEEDED' as const, finished };
  return { film, made: { ...process, ...ended, inputs, outputs, ...changes } };
}

const answer = (all: readonly ReturnType<typeof timelapse>[], more: Partial<Known> = {}) =>
  targetAnswer(target, {
    made: all.map(({ made }) => made),
    products: new Map(all.map(({ film }) => [film.id, film])),
    ...{ plot: null, site: 'http://night.test:3000', ...more },
  });

describe('tom_education: the target API', () => {
  const early = timelapse('gif', 1, '2019-01-02T03:04:05.500Z');
  const late = timelapse('webm', 2, '2019-01-02T03:05:00.000Z');

  it('tells the name and the extra fields of the target, and nothing else of it', () => {
    expect(answer([])).toEqual({
      target: { name: 'my target', extra_fields: { redshift: 0.937, seen: true } },
      timelapses: [],
      data: { csv: `http://night.test:3000/targets/${target.id}/data/download/`, plot: null },
    });
  });

  it('tells of timelapses newest first, with their frames counted', () => {
    expect(answer([early, late]).timelapses).toEqual([
      {
        ...{ name: 'tl_1_t.webm', format: 'webm', frames: 2, created: 1546398300 },
        url: `/api/data-products/${late.film.id}/file`,
      },
      {
        ...{ name: 'tl_1_t.gif', format: 'gif', frames: 1, created: 1546398245.5 },
        url: `/api/data-products/${early.film.id}/file`,
      },
    ]);
  });

  it.each([
    ['failed', timelapse('gif', 1, '2019-01-02T03:04:05.000Z', { state: 'FAILED' })],
    ['waits', timelapse('gif', 1, '', { state: 'WAITING', finished: null })],
    ['is no timelapse', timelapse('gif', 1, '2019-01-02T03:04:05.000Z', { pipeline: 'photometry' })],
  ])('leaves out what %s', (_, other) => {
    expect(answer([early, other]).timelapses.map(({ name }) => name)).toEqual([early.film.name]);
  });

  it('leaves out a timelapse whose film was deleted', () => {
    expect(answer([early], { products: new Map() }).timelapses).toEqual([]);
  });

  it('leads to the plot where there is one', () => {
    expect(answer([], { plot: product }).data.plot).toBe(`/api/data-products/${product.id}/file`);
  });
});

describe('tom_education: photometry as a download', () => {
  it('is a row of time, magnitude and error for each measurement, without upper limits', () => {
    const rows = [
      { ...datum, time: '2008-03-19T06:13:35.000Z', mag: 11.32, magError: 0.02 },
      { ...datum, mag: null, magError: null, limit: 18 },
      { ...datum, time: '2008-03-19T06:14:35.250Z', mag: 11.4, magError: null },
    ];
    expect(photometryCsv(rows)).toBe('2008-03-19T06:13:35+00:00,11.32,0.02\r\n2008-03-19T06:14:35.250+00:00,11.4,\r\n');
  });

  it('is named after the target, in letters that every system takes', () => {
    expect(csvName('SN 2020.x "a"/b')).toBe('SN_2020_x__a__b.csv');
  });
});
