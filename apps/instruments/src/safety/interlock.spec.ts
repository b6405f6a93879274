import { describe, expect, it } from '@jest/globals';
import type { Order } from '@nightjar/contracts';
import { readSite } from '@nightjar/service-kit';
import { refusalFor, type Situation } from './interlock.js';

const site = readSite('ohp');
const quiet: Omit<Situation, 'kind' | 'instrument'> = {
  online: true,
  busyWith: null,
  fault: null,
  safety: { verdict: 'safe', because: 'all sources are good' },
  domeState: 'OPEN',
  emergency: null,
  diskHasRoom: true,
  telescope: site.telescopes[0],
  camera: site.cameras[0],
  targetAltitudeDeg: 50,
  now: new Date('2026-01-01T00:00:00Z'),
  deadline: null,
};
const slew: Order = { action: 'slew', raDeg: 1, decDeg: 2 };
const expose: Order = { action: 'expose', exposureS: 20, filter: 'V', object: '' };
const code = (kind: Situation['kind'], order: Order, changes: Partial<Situation> = {}): string | undefined =>
  refusalFor(order, { ...quiet, kind, instrument: kind, ...changes })?.code;

const storm = { safety: { verdict: 'unsafe', because: 'rain at mast' } } as const;

describe('the interlocks', () => {
  it('let everything lawful through on a quiet night', () => {
    expect(code('telescope', slew)).toBeUndefined();
    expect(code('camera', expose)).toBeUndefined();
    expect(code('dome', { action: 'open' })).toBeUndefined();
  });

  it.each<[string, Situation['kind'], Order, Partial<Situation>, string]>([
    ['a dome that is to slew', 'dome', slew, {}, 'wrong_action'],
    ['a weather mast that is to open', 'weather', { action: 'open' }, {}, 'wrong_action'],
    ['an order after its deadline', 'telescope', slew, { deadline: new Date('2025-12-31T23:59:59Z') }, 'out_of_date'],
    ['a device that is away', 'telescope', slew, { online: false }, 'offline'],
    ['a busy mount', 'telescope', slew, { busyWith: 'slew is RUNNING' }, 'busy'],
    ['a target below the limit', 'telescope', slew, { targetAltitudeDeg: 19.9 }, 'below_horizon'],
    ['an open dome in a storm', 'dome', { action: 'open' }, storm, 'interlock'],
    [
      'an open dome when nobody knows',
      'dome',
      { action: 'open' },
      { safety: { verdict: 'unknown', because: '?' } },
      'interlock',
    ],
    ['light with the dome closed', 'camera', expose, { domeState: 'CLOSED' }, 'interlock'],
    ['light with the dome still opening', 'camera', expose, { domeState: 'OPENING' }, 'interlock'],
    ['an exposure for a full disk', 'camera', expose, { diskHasRoom: false }, 'interlock'],
    ['a slew after an emergency stop', 'telescope', slew, { emergency: 'emergency stop by ada' }, 'interlock'],
    ['a device with a latched fault', 'telescope', slew, { fault: 'it did not stop' }, 'interlock'],
    ['a filter that is not there', 'camera', { ...expose, filter: 'Z' }, {}, 'out_of_range'],
    ['an exposure that is too long', 'camera', { ...expose, exposureS: 1801 }, {}, 'out_of_range'],
  ])('refuse %s', (_, kind, order, changes, expected) => {
    expect(code(kind, order, changes)).toBe(expected);
  });

  it('let protective orders through whatever else is wrong, while the line is up', () => {
    const everything = { ...storm, busyWith: 'x', fault: 'x', emergency: 'x', diskHasRoom: false, domeState: 'OPEN' };
    expect(code('dome', { action: 'close' }, everything)).toBeUndefined();
    expect(code('telescope', { action: 'stop' }, everything)).toBeUndefined();
    expect(code('telescope', { action: 'park' }, everything)).toBeUndefined();
    expect(code('camera', { action: 'abort' }, everything)).toBeUndefined();
  });

  it('let the mount move under a closed dome and in a storm', () => {
    expect(code('telescope', slew, { ...storm, domeState: 'CLOSED' })).toBeUndefined();
  });
});
