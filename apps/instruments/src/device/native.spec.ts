import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '@nightjar/grammar';
import { SubmitCommand } from '@nightjar/contracts';
import { nativeOf, refusalOf } from './native.js';

describe('orders in the grammar', () => {
  it('loads coordinates before it slews', () => {
    expect(nativeOf({ action: 'slew', raDeg: 217.9, decDeg: 36.3 }, { STATE: 'TRACKING' })).toEqual({
      kind: 'act',
      registers: [{ name: 'COORD_RADEC', values: [217.9, 36.3, 'J2000'] }],
      before: [],
      act: 'START',
    });
  });

  it('unparks a parked mount before it slews', () => {
    expect(nativeOf({ action: 'slew', raDeg: 1, decDeg: 2 }, { STATE: 'PARKED' })).toMatchObject({
      before: ['UNPARK'],
    });
  });

  it('loads every register of an exposure, so that none is left over from the last one', () => {
    const native = nativeOf({ action: 'expose', exposureS: 20, filter: 'R', object: 'M 31' }, {});
    expect(native.kind === 'act' && native.registers.map(({ name }) => name).sort()).toEqual([
      'EXPTIME',
      'FILTER',
      'FRAME_TYPE',
      'OBJECT',
    ]);
  });

  it('turns every error code into a refusal that the contract lists', () => {
    for (const code of Object.keys(ERROR_CODES)) expect(SubmitCommand.refuses).toContain(refusalOf(Number(code)));
  });
});
