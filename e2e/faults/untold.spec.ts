import { describe, expect, it } from '@jest/globals';
import { longestUntold, type Deed } from './untold.js';
import type { Look } from './watch.js';

const deed = (from: number, done: boolean, kind = 'alert'): Deed => ({ kind, from, done });
const look = (at: number, status: number): Look => ({ at, status, because: [] });

describe('what readiness has not told', () => {
  it('is nothing while everything is done', () => {
    expect(longestUntold([deed(0, true), deed(100, true)], [look(50, 200)], 1000)).toBeUndefined();
  });

  it('lasts from the first try that failed to the first look that says no', () => {
    const deeds = [deed(0, true), deed(1000, false), deed(2000, false), deed(9000, true)];
    expect(longestUntold(deeds, [look(900, 200), look(3000, 200), look(4000, 503)], 9999)?.seconds).toBe(3);
  });

  it('ends when things work again, though readiness never said a word', () => {
    expect(longestUntold([deed(1000, false), deed(3500, true)], [look(2000, 200)], 9999)?.seconds).toBe(2.5);
  });

  it('is nothing when readiness had said no already before', () => {
    const deeds = [deed(1000, false), deed(5000, true)];
    expect(longestUntold(deeds, [look(900, 503), look(1100, 200)], 9999)?.seconds).toBe(0);
  });

  it('is told by a gateway that does not answer, too', () => {
    expect(longestUntold([deed(1000, false)], [look(1500, 0)], 9999)?.seconds).toBe(0.5);
  });

  it('lasts until now when it never works again and is never told', () => {
    expect(longestUntold([deed(1000, false)], [look(2000, 200)], 21_000)?.seconds).toBe(20);
  });

  it('is not ended by things of another kind that work', () => {
    const deeds = [deed(1000, false), deed(1500, true, 'target'), deed(4000, true)];
    expect(longestUntold(deeds, [], 9999)).toEqual({ kind: 'alert', seconds: 3 });
  });

  it('does not depend on the order in which tries have ended', () => {
    const deeds = [deed(4000, true), deed(1000, false), deed(2000, true)];
    expect(longestUntold(deeds, [], 9999)?.seconds).toBe(1);
  });
});
