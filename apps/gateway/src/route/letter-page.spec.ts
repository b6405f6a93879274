import { describe, expect, it } from '@jest/globals';
import { ListDeadLetters, type DeadLetter } from '@nightjar/contracts';
import fc from 'fast-check';
import { mergeLetters, readCursor, type LetterPart } from './letter-page.js';

const [sample] = ListDeadLetters.gives.parse(ListDeadLetters.example.gives).results;

/** The letters of a service, newest first, from when each failed. */
const letters = (service: string, times: readonly number[]): DeadLetter[] =>
  [...times]
    .sort((a, b) => a - b)
    .map((time, i) => ({
      ...(sample as DeadLetter),
      service,
      id: `${service}.${i + 1}`,
      failedAt: new Date(time * 1000).toISOString(),
    }))
    .reverse();

/** What a service answers by its contract. */
function pageOf(all: readonly DeadLetter[], cursor: string | undefined, limit: number): Omit<LetterPart, 'service'> {
  const number = (id: string): number => Number(id.split('.')[1]);
  const rest = all.filter(({ id }) => cursor === undefined || number(id) < number(cursor));
  const results = rest.slice(0, limit);
  return { results, next: rest.length > limit ? (results.at(-1)?.id ?? null) : null };
}

function pageOfAll(kept: ReadonlyMap<string, readonly DeadLetter[]>, cursor: string | undefined, limit: number) {
  const from = readCursor(cursor);
  const parts = [...kept].map(([service, all]) => ({ service, ...pageOf(all, from.get(service), limit) }));
  return mergeLetters(parts, limit, from);
}

const times = fc.array(fc.nat(20), { maxLength: 12 });
const kept = fc
  .tuple(times, times, times)
  .map((each) => new Map(each.map((t, i) => [`abc`[i] ?? '', letters(`abc`[i] ?? '', t)])));

describe('pages over the dead letters of all services', () => {
  it('show each letter once, newest first, whatever the size of a page', () => {
    fc.assert(
      fc.property(kept, fc.integer({ min: 1, max: 7 }), (all, limit) => {
        const seen: DeadLetter[] = [];
        for (let cursor: string | undefined; ;) {
          const { results, next } = pageOfAll(all, cursor, limit);
          seen.push(...results);
          if (next === null) break;
          expect(results).toHaveLength(limit);
          cursor = next;
        }
        expect(seen.map(({ id }) => id).sort()).toEqual(
          [...all.values()]
            .flat()
            .map(({ id }) => id)
            .sort(),
        );
        const at = seen.map(({ failedAt }) => failedAt);
        expect(at).toEqual([...at].sort().reverse());
      }),
    );
  });

  it('do not show a second time what is there, nor what came since, when letters come between pages', () => {
    const old = new Map([
      ['a', letters('a', [1, 2, 3])],
      ['b', letters('b', [])],
      ['c', letters('c', [0])],
    ]);
    const first = pageOfAll(old, undefined, 2);
    expect(first.results.map(({ id }) => id)).toEqual(['a.3', 'a.2']);
    const grown = new Map([
      ['a', letters('a', [1, 2, 3, 9])],
      ['b', letters('b', [9])],
      ['c', letters('c', [0, 9])],
    ]);
    const second = pageOfAll(grown, first.next ?? '', 5);
    expect(second.results.map(({ id }) => id)).toEqual(['a.1', 'c.1']);
  });

  it('leave a service that did not answer where it was', () => {
    const part = { service: 'a', results: letters('a', [1, 2]), next: null };
    expect(mergeLetters([part], 1, readCursor('b.7')).next).toBe('b.7,a.2');
  });

  it('hold those of every agent that may come to the bus: a name may have digits', () => {
    const [letter] = letters('lamp-2', [1]);
    expect(ListDeadLetters.gives.shape.results.parse([letter])).toHaveLength(1);
    expect(readCursor('lamp-2.7')).toEqual(new Map([['lamp-2', 'lamp-2.7']]));
  });

  it('refuse a cursor that names no letter', () => {
    expect(() => readCursor('catalog')).toThrow(/SERVICE.NUMBER/);
  });
});
