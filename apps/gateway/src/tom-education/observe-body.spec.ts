import { describe, expect, it } from '@jest/globals';
import { readBody } from './observe-body.js';

const body = { target: 'tgt_1', template_name: 'tempo', facility: 'mount', email: 'ada@example.org' };
const errorsOf = (given: unknown) => {
  const read = readBody(given);
  return read.ok ? {} : read.errors;
};

describe('the body of an observe request', () => {
  it('may have overrides or not', () => {
    expect(readBody(body)).toEqual({ ok: true, body });
    const more = { ...body, overrides: { priority: 3 } };
    expect(readBody(more)).toEqual({ ok: true, body: more });
  });

  it('is wrong field by field, in the words of pages made for tom_education', () => {
    expect(errorsOf({})).toEqual(
      Object.fromEntries(Object.keys(body).map((field) => [field, ['This field is required.']])),
    );
    expect(errorsOf({ ...body, email: 'ada', target: 3, overrides: 'x' })).toEqual({
      target: ['Not a valid string.'],
      email: ['Enter a valid email address.'],
      overrides: ['Expected a dictionary of items.'],
    });
  });

  it.each([null, undefined, 7, 'x', []])('is wrong when it is %j', (given) => {
    expect(Object.keys(errorsOf(given)).length).toBeGreaterThan(0);
  });
});
