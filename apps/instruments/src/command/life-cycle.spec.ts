import { describe, expect, it } from '@jest/globals';
import { CommandState, isFinal } from '@nightjar/contracts';
import { isOut, mayBecome } from './life-cycle.js';

const states = CommandState.options;

describe('the life of a command', () => {
  it('ends: nothing leads out of a final state', () => {
    for (const from of states.filter(isFinal)) for (const to of states) expect(mayBecome(from, to)).toBe(false);
  });

  it('never goes back to before it was sent', () => {
    for (const from of states.filter((state) => state !== 'RECEIVED')) {
      expect(mayBecome(from, 'RECEIVED')).toBe(false);
      if (from !== 'SENT') expect(mayBecome(from, 'SENT')).toBe(false);
    }
  });

  it('is not sent again from UNKNOWN, only concluded', () => {
    expect(states.filter((to) => mayBecome('UNKNOWN', to))).toEqual([
      'RUNNING',
      'DONE',
      'FAILED',
      'ABORTED',
      'TIMEOUT',
    ]);
  });

  it('can become UNKNOWN from every state in which the device may be acting', () => {
    for (const from of states.filter((state) => isOut(state) && state !== 'UNKNOWN')) {
      expect(mayBecome(from, 'UNKNOWN')).toBe(true);
    }
  });

  it('can reach an end from everywhere', () => {
    for (const from of states.filter((state) => !isFinal(state))) {
      expect(states.some((to) => isFinal(to) && mayBecome(from, to))).toBe(true);
    }
  });

  it('is refused only before the device has accepted it', () => {
    expect(states.filter((from) => mayBecome(from, 'REJECTED'))).toEqual(['RECEIVED', 'SENT']);
  });
});
