import { describe, expect, it } from '@jest/globals';
import { fieldsOf, groupsOf, readField, usualSays, written, type Field } from './fields.js';
import { readJson } from './read.js';
import { cellsOf, textOfCells } from './rows.js';

const schema = {
  type: 'object',
  properties: {
    aperture: { type: 'number', minimum: 0.5, maximum: 5, default: 1.3, description: 'Radius.', unit: 'px' },
    frames: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
    format: { type: 'string', enum: ['gif', 'mp4'], default: 'gif' },
    box: { type: 'array', items: { type: 'number' }, default: [1, 2] },
    note: { type: 'string' },
    rectangles: {
      ...{ type: 'array', default: [], unit: 'px' },
      items: { type: 'object', properties: { x1: { type: 'number', unit: 'px' }, x2: { type: 'number' } } },
    },
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
      ['rectangles', 'rows'],
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

  it('hold a list of rows of numbers, and name the cell that is none', () => {
    expect(field('rectangles').columns).toEqual([
      { name: 'x1', says: '', unit: 'px' },
      { name: 'x2', says: '', unit: '' },
    ]);
    const text = textOfCells([
      { x1: '12', x2: '12.' },
      { x1: '-1.50', x2: '7' },
    ]);
    expect(cellsOf(text, field('rectangles').columns)).toEqual([
      { x1: '12', x2: '12.' },
      { x1: '-1.50', x2: '7' },
    ]);
    const value = [
      { x1: 12, x2: 12 },
      { x1: -1.5, x2: 7 },
    ];
    expect(readField(field('rectangles'), text)).toEqual({ ok: true, value });
    // as it was given before there was a list
    expect(readField(field('rectangles'), JSON.stringify(value))).toEqual({ ok: true, value });
    expect(readField(field('rectangles'), '')).toEqual({ ok: true, value: [] });
    const half = textOfCells([value[0]!, { x1: '', x2: 'far' }].map((row) => ({ x1: `${row.x1}`, x2: `${row.x2}` })));
    expect(readField(field('rectangles'), half)).toEqual({ ok: false, because: 'row 2: x1 wants a number' });
    for (const text of ['{}', '[1]', '[3', 'null'])
      expect(readField(field('rectangles'), text)).toMatchObject({ ok: false });
  });

  it('show the default with its unit, and leave it to their words where there is none', () => {
    expect(usualSays(field('aperture'))).toBe('Default: 1.3 px.');
    expect(usualSays(field('rectangles'))).toBe('Default: none.');
    expect(usualSays(field('format'))).toBe('Default: gif.');
    expect(usualSays(field('note'))).toBe('');
  });

  it('read back what they have written', () => {
    for (const value of [1.5, [1, 2], { a: 1 }]) expect(readJson(written(value))).toEqual({ ok: true, value });
    expect([written(undefined), written('gif')]).toEqual(['', 'gif']);
  });
});
