import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unstorableText } from './unstorable-text.js';

describe('a text that no database keeps', () => {
  it.each([
    ['a NUL', { name: 'x\0y' }, 'body.name'],
    ['half of a character', { steps: [{}, { params: { label: '\ud800' } }] }, 'body.steps.1.params.label'],
    ['a NUL in a name', { params: { 'x\0y': 1 } }, 'the name of a field in body.params'],
  ])('is found by its place: %s', (_, body, place) => {
    expect(unstorableText(body, 'body')).toBe(place);
  });

  it('is found wherever it lies, and nowhere else', () => {
    const well = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
    const values = fc.object({ key: well, values: [well, fc.integer(), fc.constant(null)] });
    fc.assert(
      fc.property(values, (value) => {
        expect(unstorableText(value, 'body')).toBeUndefined();
        expect(unstorableText({ deep: [value, 'x\0'] }, 'body')).toBe('body.deep.1');
      }),
      { numRuns: 200 },
    );
  });
});
