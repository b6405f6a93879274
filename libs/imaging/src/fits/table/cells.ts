import { formBits, type Form } from './form.js';

/** Numbers that one value of a form stands for: a complex one is two. */
export const parts = (form: Form): number => (form === 'C' || form === 'M' ? 2 : 1);

/** Reads the `index`-th number of the cell that begins at `at`, as stored. Undefined for text. */
export function cellReader(form: Form): ((view: DataView, at: number, index: number) => number) | undefined {
  switch (form) {
    case 'L':
      return (view, at, i) => logical(view.getUint8(at + i));
    case 'X':
      return (view, at, i) => (view.getUint8(at + (i >> 3)) >> (7 - (i & 7))) & 1;
    case 'B':
      return (view, at, i) => view.getUint8(at + i);
    case 'I':
      return (view, at, i) => view.getInt16(at + 2 * i);
    case 'J':
      return (view, at, i) => view.getInt32(at + 4 * i);
    case 'K':
      return (view, at, i) => Number(view.getBigInt64(at + 8 * i));
    case 'E':
    case 'C':
      return (view, at, i) => view.getFloat32(at + 4 * i);
    case 'D':
    case 'M':
      return (view, at, i) => view.getFloat64(at + 8 * i);
    case 'A':
      return undefined;
  }
}

const logical = (byte: number): number => (byte === 0x54 ? 1 : byte === 0x46 ? 0 : NaN);

/** Writes one number of a cell, as stored; the place is as {@link cellReader} has it. */
export function putCell(form: Exclude<Form, 'A'>, view: DataView, at: number, index: number, value: number): void {
  switch (form) {
    case 'L':
      return view.setUint8(at + index, Number.isNaN(value) ? 0 : value === 0 ? 0x46 : 0x54);
    case 'X': {
      const place = at + (index >> 3);
      return view.setUint8(place, view.getUint8(place) | (value === 0 ? 0 : 1 << (7 - (index & 7))));
    }
    case 'B':
      return view.setUint8(at + index, value);
    case 'I':
      return view.setInt16(at + 2 * index, value);
    case 'J':
      return view.setInt32(at + 4 * index, value);
    case 'K':
      return view.setBigInt64(at + 8 * index, BigInt(value));
    case 'E':
    case 'C':
      return view.setFloat32(at + 4 * index, value);
    case 'D':
    case 'M':
      return view.setFloat64(at + 8 * index, value);
  }
}

export const isInteger = (form: Form): boolean => form === 'B' || form === 'I' || form === 'J' || form === 'K';

/** The least and the most that an integer form holds. */
export function bounds(form: 'B' | 'I' | 'J' | 'K'): readonly [number, number] {
  const half = 2 ** (formBits[form] - 1);
  return form === 'B' ? [0, 255] : [-half, half - 1];
}
