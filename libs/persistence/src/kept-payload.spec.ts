import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asText, keptPayload } from './kept-payload.js';

describe('a payload that jsonb cannot hold', () => {
  it('is shown with the escapes of what it cannot hold, and kept as it was', () => {
    const payload = { 'a\0': 'b\0c\ud800', path: 'C:\\u0000' };
    const { payload: shown, original } = keptPayload(payload);
    expect(JSON.parse(shown)).toEqual({ 'a\\u0000': 'b\\u0000c\\ud800', path: 'C:\\u0000' });
    expect(JSON.parse(original ?? '')).toEqual(payload);
  });
});

it('keeps any other payload as it is, once', () => {
  const held = fc.jsonValue({ stringUnit: 'grapheme' }).filter((value) => !JSON.stringify(value).includes('\\u0000'));
  fc.assert(
    fc.property(held, (payload) => {
      expect(keptPayload(payload)).toEqual({ payload: JSON.stringify(payload), original: null });
    }),
  );
});

it('shows a NUL of a text', () => {
  expect([asText('a\0'), asText('a'), asText(null)]).toEqual(['a\\u0000', 'a', null]);
});
