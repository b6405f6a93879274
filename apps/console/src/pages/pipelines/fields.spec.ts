import { describe, expect, it } from '@jest/globals';
import { fieldsOf, groupsOf, readField, readJson, written, type Field } from './fields.js';

const schema = {
  type: 'object',
  properties: {
    aperture: { type: 'number', minimum: 0.5, maximum: 5, default: 1.3, description: 'Radius.', unit: 'px' },
    frames: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
    format: { type: 'string', enum: ['gif', 'mp4'], default: 'gif' },
    box: { type: 'array', items: { type: 'number' }, default: [1, 2] },
    note: { type: 'string' },
  },
};
const field = (name: string): Field => fieldsOf(schema).find((one) => one.name === name)!;

describe('the fields of a form', () => {
  it('are made from the schema of the parameters, with unit, limits and default', () => {
    expect(fieldsOf(schema).map(({ name, kind }) => [name, kind])).toEqual([
      ['aperture', 'number'],
      ['frames', 'integer'],
      ['format', 'choice'],
      ['box', 'json'],
      ['note', 'text'],
    ]);
    expect(field('aperture')).toMatchObject({ says: 'Radius.', unit: 'px', min: 0.5, max: 5, default: 1.3 });
    expect(field('frames')).toMatchObject({ min: null, max: null, default: undefined });
    expect(fieldsOf({})).toEqual([]);
  });

  it('stand under their headings, each field once', () => {
    const properties = {
      a: { type: 'number', group: 'Sky' },
      b: { type: 'number' },
      c: { type: 'number', group: 'Sky' },
    };
    expect(groupsOf(fieldsOf({ properties })).map(({ name, fields }) => [name, fields.map((one) => one.name)])).toEqual(
      [
        ['Sky', ['a', 'c']],
        ['Parameters', ['b']],
      ],
    );
  });

  it('read what is typed, and say what is wrong with it', () => {
    expect(readField(field('aperture'), '2.5')).toEqual({ ok: true, value: 2.5 });
    expect(readField(field('box'), '[3]')).toEqual({ ok: true, value: [3] });
    expect(readField(field('aperture'), '9')).toEqual({ ok: false, because: 'at most 5' });
    expect(readField(field('aperture'), 'wide')).toEqual({ ok: false, because: 'a number is wanted' });
    expect(readField(field('frames'), '1.5')).toEqual({ ok: false, because: 'a whole number is wanted' });
    expect(readField(field('format'), 'avi')).toEqual({ ok: false, because: 'one of gif, mp4 is wanted' });
    expect(readField(field('box'), '[3')).toMatchObject({ ok: false });
  });

  it('take an empty field for the default, and want a value where there is none', () => {
    expect(readField(field('aperture'), ' ')).toEqual({ ok: true, value: 1.3 });
    expect(readField(field('frames'), '')).toMatchObject({ ok: false });
    expect(readField(field('note'), '')).toEqual({ ok: true, value: undefined });
  });

  it('read back what they have written', () => {
    for (const value of [1.5, [1, 2], { a: 1 }]) expect(readJson(written(value))).toEqual({ ok: true, value });
    expect([written(undefined), written('gif')]).toEqual(['', 'gif']);
  });
});
