import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultsOfFlags, flagsFrom, type FlagDefinitions } from './flags.js';

const definitions: FlagDefinitions = {
  normalise: { default: true, title: 'Normalise' },
  crop: { default: false, title: 'Crop' },
};

describe('flags given to our API', () => {
  it('are true by default where the definition says so', () => {
    expect(flagsFrom(definitions, {}, 'json')).toEqual({ ok: true, flags: { normalise: true, crop: false } });
    expect(flagsFrom(definitions, { normalise: false, crop: true }, 'json')).toEqual({
      ok: true,
      flags: { normalise: false, crop: true },
    });
  });

  it('are refused by name when the pipeline has no such flag', () => {
    expect(flagsFrom(definitions, { corp: true }, 'json')).toEqual({
      ok: false,
      because: 'There is no flag "corp"; there is normalise, crop.',
    });
    expect(flagsFrom({}, { constructor: true }, 'json')).toMatchObject({ because: /has none/ });
  });

  it('are true or false and nothing that resembles them', () => {
    for (const value of ['true', 'on', 1, null, undefined, {}])
      expect(flagsFrom(definitions, { crop: value }, 'json')).toMatchObject({ ok: false });
  });
});

it('a flag may say more than its title, in words', () => {
  const flag = { default: true, title: 'Normalise' };
  expect(faultsOfFlags({ normalise: { ...flag, says: 'Against clouds.' }, crop: flag })).toEqual([]);
  expect(faultsOfFlags({ normalise: { ...flag, says: 7 } })).toEqual(['what the flag normalise says is no text']);
});

it('whatever is given, a verdict has exactly the flags of the definition, each a boolean', () => {
  const given = fc.dictionary(fc.string(), fc.anything());
  fc.assert(
    fc.property(given, fc.constantFrom('json' as const, 'form' as const), (fields, mode) => {
      const verdict = flagsFrom(definitions, fields, mode);
      if (!verdict.ok) return mode === 'json';
      expect(Object.keys(verdict.flags)).toEqual(['normalise', 'crop']);
      return Object.values(verdict.flags).every((value) => typeof value === 'boolean');
    }),
  );
});
