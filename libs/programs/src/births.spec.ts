import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayHaveBegun, type Births } from './births.js';

/** Numbers as the kernel gives them: one after the other, round again after the end, those in use left out. */
function give(since: Births, count: number, first: number): { readonly pids: number[]; readonly until: Births } {
  const pids: number[] = [];
  let { last } = since;
  for (let i = 0; i < count; i++) {
    last = last + 1 >= since.end ? first : last + 1;
    pids.push(last);
  }
  return { pids, until: { ...since, last, given: since.given + count } };
}

describe('the numbers of processes', () => {
  it('of whatever began between two moments are among those that may have, wherever they come round', () => {
    const end = 400;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: end - 1 }), fc.integer({ min: 0, max: 2 * end }), (last, count) => {
        const since = { last, given: 10_000, end };
        const { pids, until } = give(since, count, 300);
        expect(pids.filter((pid) => !mayHaveBegun(pid, { since, until }))).toEqual([]);
      }),
    );
  });

  it('leave out what was there before, until half of them have been given', () => {
    const since = { last: 470, given: 10_000, end: 500 };
    const { until } = give(since, 60, 300);
    const may = (pid: number): boolean => mayHaveBegun(pid, { since, until });
    expect([471, 499, 300, 330].filter((pid) => !may(pid))).toEqual([]);
    expect([331, 400, 470].filter(may)).toEqual([]);
    const later = { ...until, given: since.given + 100 };
    expect(mayHaveBegun(400, { since, until: later })).toBe(true);
  });

  it('may be any where the kernel does not tell', () => {
    const told = { last: 5, given: 5, end: 400 };
    expect(mayHaveBegun(3, { since: undefined, until: told })).toBe(true);
    expect(mayHaveBegun(3, { since: told, until: undefined })).toBe(true);
  });
});
