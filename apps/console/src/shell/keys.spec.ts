import { describe, expect, it } from '@jest/globals';
import { keyAction, NO_MEMORY, type KeyMemory, type KeyPress } from './keys.js';

const press = (key: string, atMs: number, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  atMs,
  shift: false,
  modified: false,
  inField: false,
  ...more,
});

const type = (presses: KeyPress[], letters = true) => {
  let memory: KeyMemory = NO_MEMORY;
  return presses.map((one) => {
    const result = keyAction(memory, one, letters);
    memory = result.memory;
    return result.action;
  });
};

const shiftEscape = (atMs: number, more: Partial<KeyPress> = {}) => press('Escape', atMs, { shift: true, ...more });

describe('the keyboard', () => {
  it('goes to a page with g and its letter, soon after one another', () => {
    expect(type([press('g', 0), press('a', 300)])).toEqual([null, { does: 'go', to: 'alerts' }]);
    expect(type([press('g', 0), press('g', 300)])).toEqual([null, { does: 'go', to: 'groups' }]);
    expect(type([press('g', 0), press('a', 3000)])).toEqual([null, null]);
    expect(type([press('g', 0), press('x', 100), press('a', 200)])).toEqual([null, null, null]);
  });

  it('is inert in fields, with modifiers and where letters are switched off', () => {
    expect(type([press('?', 0, { inField: true }), press('j', 1, { modified: true })])).toEqual([null, null]);
    expect(type([press('?', 0)], false)).toEqual([null]);
    expect(type([press('?', 0), press('j', 1)])).toEqual([{ does: 'help' }, { does: 'next' }]);
  });
});

describe('the emergency stop by keyboard', () => {
  it('wants Shift+Esc twice within two seconds', () => {
    expect(type([shiftEscape(0), shiftEscape(900)])).toEqual([{ does: 'arm-stop' }, { does: 'stop' }]);
    expect(type([shiftEscape(0), shiftEscape(2500)])).toEqual([{ does: 'arm-stop' }, { does: 'arm-stop' }]);
  });

  it('works in fields and where letters are switched off, whatever Shift does in between', () => {
    const presses = [shiftEscape(0, { inField: true }), press('Shift', 400), shiftEscape(500, { inField: true })];
    expect(type(presses, false).at(-1)).toEqual({ does: 'stop' });
  });

  it('is not meant by Esc alone', () => {
    expect(type([press('Escape', 0), press('Escape', 100)])).toEqual([null, null]);
  });
});
