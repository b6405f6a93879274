import { expect, it } from '@jest/globals';
import { readable } from './readable.js';

const message = (text: string) => ({ json: <T>() => JSON.parse(text) as T, string: () => text });

it('keeps the JSON of a message', () => {
  expect(readable(message('{"a":[1,null]}'))).toEqual({ a: [1, null] });
});

it('keeps the text of a message that is no JSON, or is nested deeper than can be written again', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  for (const text of ['{"a":', deep]) expect(readable(message(text))).toBe(text);
});
