import { describe, expect, it } from '@jest/globals';
import { addressed, addressOf, keepAddressed, type Storing } from './address.js';

const many = (n: number, from = 0): string[] =>
  Array.from({ length: n }, (_, i) => `prd_018f3c1e-0000-7000-8000-${String(from + i).padStart(12, '0')}`);

const browser = (): Storing & { readonly kept: Map<string, string> } => {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
};

describe('the address of ticked products', () => {
  it('names them as long as a server takes it', () => {
    const store = browser();
    for (const ids of [[], many(1), many(190)]) {
      keepAddressed(ids, store);
      expect(addressOf(ids)).toBe(ids.join());
      expect(addressed(addressOf(ids), store)).toEqual(ids);
    }
    expect(store.kept.size).toBe(0);
  });

  it('is short however many there are, and means all of them in this browser', () => {
    const [store, other] = [browser(), browser()];
    const ids = many(5000);
    keepAddressed(ids, store);
    expect(addressOf(ids).length).toBeLessThan(30);
    expect(addressed(addressOf(ids), store)).toEqual(ids);
    expect(addressed(addressOf(ids), other)).toBeNull();
    expect(addressOf(many(5000, 1))).not.toBe(addressOf(ids));
  });

  it('of the last ten selections means something, whatever was ticked before', () => {
    const store = browser();
    const all = Array.from({ length: 14 }, (_, i) => many(400, i));
    for (const ids of all) keepAddressed(ids, store);
    // one that is ticked again is no old one
    keepAddressed(all[4]!, store);
    keepAddressed(many(400, 99), store);
    const there = all.map((ids) => addressed(addressOf(ids), store) !== null);
    expect(there).toEqual(all.map((_, i) => i === 4 || i > 5));
    expect(store.kept.size).toBe(11);
  });
});
