import { describe, expect, it } from '@jest/globals';
import type { Process, Verdict } from '@nightjar/contracts';
import { candidatesOf, decimalsOf, listOf, newerVerdict, pageOf, PAGE_ROWS, shownOf, vettingKey } from './rules.js';

const record = (name: string, snr: number, more: object = {}) => ({
  name,
  snr,
  xPx: 10,
  yPx: snr,
  kept: true,
  reasons: [],
  ...more,
});
const process: Pick<Process, 'result' | 'outputs'> = {
  result: {
    candidates: [
      record('J1+2', 9, { mag: 18 }),
      record('J3+4', -20, {
        mag: 17,
        kept: false,
        reasons: [{ filter: 'edge', verdict: 'failed', because: 'at the edge' }],
      }),
      record('', 6, { xPx: 7.25 }),
      { nonsense: true },
      'nothing',
    ],
  },
  outputs: [
    { kind: 'data-product', id: 'prd_1', name: 'candidate_001_J3+4.png', tag: 'cutout' },
    { kind: 'data-product', id: 'prd_2', name: 'candidate_001_J3+4.fits', tag: 'cutout' },
  ],
};
const verdict = (candidate: string, word: Verdict['verdict'], version = 1): Verdict => ({
  ...{
    id: 'vdt',
    process: 'prc',
    candidate,
    verdict: word,
    by: 'ada',
    at: '2008-03-19T06:14:05Z',
    version,
    traceId: null,
  },
});

describe('the candidates of a process', () => {
  const all = candidatesOf(process, [verdict('J1+2', 'real'), verdict('J3+4', null)]);

  it('come with picture, reasons and verdict; what is no candidate is passed over, one without a name has its pixels', () => {
    expect(all.map(({ name, picture, verdict }) => [name, picture?.id ?? null, verdict])).toEqual([
      ['J1+2', null, 'real'],
      ['J3+4', 'prd_1', null],
      ['x7.3y6.0', null, null],
    ]);
    expect(all[1]?.reasons).toEqual([{ filter: 'edge', verdict: 'failed', because: 'at the edge' }]);
    expect(candidatesOf({ result: {}, outputs: [] }, [])).toEqual([]);
  });

  it('are sorted by significance of either sign, magnitude or place, and filtered by filters and people', () => {
    const names = (...how: readonly [Parameters<typeof shownOf>[1], Parameters<typeof shownOf>[2]]) =>
      shownOf(all, ...how).map(({ name }) => name);
    expect(names('all', 'significance')).toEqual(['J1+2', 'x7.3y6.0', 'J3+4']);
    expect(names('all', 'magnitude')).toEqual(['J3+4', 'J1+2', 'x7.3y6.0']);
    expect(names('all', 'place')).toEqual(['J3+4', 'x7.3y6.0', 'J1+2']);
    expect([names('kept', 'place'), names('rejected', 'place')]).toEqual([['x7.3y6.0', 'J1+2'], ['J3+4']]);
    expect([names('unjudged', 'place'), names('real', 'place')]).toEqual([['J3+4', 'x7.3y6.0'], ['J1+2']]);
  });

  it('are those of the list where the process made one, with flux, what is known there, and a row of a sheet', () => {
    const known = { name: 'V1', kind: 'variable star', type: 'EA', catalogue: 'vsx', separationArcsec: 1.25 };
    const told = { fluxAdu: 120, fluxErrorAdu: 20, known: [known], kept: false };
    const picture = { file: 'candidates_sheet_01.png', row: 3, rows: 50 };
    const outputs: Process['outputs'] = [
      { kind: 'data-product', id: 'prd_7', name: 'sub-1_candidates.json', tag: 'candidate-list' },
      { kind: 'data-product', id: 'prd_8', name: 'sub-1_candidates_sheet_01.png', tag: 'cutout' },
    ];
    const list = { candidates: [record('J5+6', 7, { ...told, picture }), record('J7+8', 6, { known: [] })] };
    const listed = candidatesOf({ result: process.result, outputs }, [], list);
    expect(listOf(outputs)).toBe('prd_7');
    expect(listOf(process.outputs)).toBeNull();
    expect(listed).toMatchObject([
      { name: 'J5+6', fluxAdu: 120, fluxErrorAdu: 20, known: [known], picture: { id: 'prd_8', row: 3, rows: 50 } },
      { name: 'J7+8', fluxAdu: null, known: [], picture: null },
    ]);
    expect(shownOf(listed, 'known', 'place').map(({ name }) => name)).toEqual(['J5+6']);
    expect(shownOf(listed, 'unknown', 'place').map(({ name }) => name)).toEqual(['J7+8']);
  });

  it('have fluxes with as many decimals as their errors tell', () => {
    expect([40, 12, 4.2, 0.31, 0.02, null, 0].map(decimalsOf)).toEqual([0, 0, 1, 2, 3, 0, 0]);
  });

  it('come in pages that hold each of them once', () => {
    const many = candidatesOf(
      {
        result: { candidates: Array.from({ length: 2 * PAGE_ROWS + 1 }, (_, i) => record(`c${i}`, 5 + i)) },
        outputs: [],
      },
      [],
    );
    const pages = ['1', '2', '3'].map((page) => pageOf(many, page).rows.map(({ name }) => name));
    expect(pages.map(({ length }) => length)).toEqual([PAGE_ROWS, PAGE_ROWS, 1]);
    expect(pages.flat()).toEqual(many.map(({ name }) => name));
    expect(['0', '9', 'x', undefined].map((page) => pageOf(many, page).page)).toEqual([1, 3, 1, 1]);
    expect(pageOf([], '2')).toEqual({ page: 1, pages: 1, rows: [] });
  });

  it('are judged by keys, but not by those of the browser', () => {
    const press = (key: string, ctrlKey = false) => vettingKey({ key, ctrlKey, metaKey: false, altKey: false });
    expect(['r', 'b', 'u', 'z', 'x'].map((key) => press(key))).toEqual([
      ...[{ gives: 'real' }, { gives: 'bogus' }, { gives: 'unsure' }, 'undo', null],
    ]);
    expect(press('r', true)).toBeNull();
  });

  it('keep the later of two verdicts, however they are heard', () => {
    expect(newerVerdict(verdict('a', 'real', 2), verdict('a', 'bogus', 1))).toBe(false);
    expect(newerVerdict(verdict('a', 'real', 1), verdict('a', 'bogus', 2))).toBe(true);
  });
});
