import { describe, expect, it } from '@jest/globals';
import { conclude } from './conclude.js';

describe('a command whose answer was lost', () => {
  it('is running when the device is at it', () => {
    expect(conclude('c', { JOB: 'c', JOB_LEFT: 3.5 }, true)).toMatchObject({ state: 'RUNNING', leftS: 3.5 });
  });

  it.each([
    ['DONE', 'DONE'],
    ['CANCELLED', 'ABORTED'],
    ['ERR', 'FAILED'],
  ])('has ended as the device says: %s is %s', (outcome, state) => {
    expect(conclude('c', { LAST: 'c', LAST_OUTCOME: outcome }, true)).toMatchObject({ state });
  });

  it('has failed when the device lost its power meanwhile, whatever it does now', () => {
    expect(conclude('c', { JOB: 'other' }, false)).toMatchObject({
      state: 'FAILED',
      because: expect.stringContaining('209'),
    });
  });

  it('has failed when the device does not know it', () => {
    expect(conclude('c', { STATE: 'IDLE', LAST: 'b', LAST_OUTCOME: 'DONE' }, undefined)).toMatchObject({
      state: 'FAILED',
    });
  });
});
