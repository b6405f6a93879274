import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprint } from './fingerprint.js';

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, reversed(each)] as const);
  return Object.fromEntries(entries.reverse());
};

describe('the fingerprint of a payload', () => {
  it('does not depend on the order of keys at any depth', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => fingerprint(reversed(value)) === fingerprint(value)));
  });

  it('tells payloads apart', () => {
    const prints = [{ a: 1 }, { a: 2 }, { b: 1 }, [1], ['1'], {}, [], null, undefined].map(fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('keeps the order of lists', () => {
    expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]));
  });
});
