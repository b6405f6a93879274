import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { age, duration, latencyS } from './duration.js';
import { altitude, bytes, magnitude, radius, withUnit } from './quantity.js';
import { deviceReadings, reading } from './reading.js';
import { hoursClock, instantOf, localTime, nightId, utcNear } from './time.js';
import { toneOf } from './tone.js';

describe('time as it is shown', () => {
  it('never turns a missing or broken instant into a date', () => {
    expect([instantOf(null), instantOf(''), instantOf('soon')]).toEqual([null, null, null]);
    expect(instantOf('2008-03-19T06:12:49Z')?.getTime()).toBe(1_205_907_169_000);
  });

  it('drops the day only within half a day of now', () => {
    const now = new Date('2008-03-19T06:00:00Z');
    expect(utcNear(new Date('2008-03-19T09:00:01Z'), now)).toBe('09:00:01');
    expect(utcNear(new Date('2008-03-21T09:00:01Z'), now)).toBe('2008-03-21T09:00:01Z');
  });

  it('wraps and truncates sidereal hours as a clock does', () => {
    expect(hoursClock(23.999_999)).toBe('23:59:59');
    expect(hoursClock(24)).toBe('00:00:00');
    expect(hoursClock(-1)).toBe('23:00:00');
  });

  it('shows a dash for a time zone that does not exist, not another zone’s time', () => {
    const date = new Date('2008-03-19T06:12:49Z');
    expect(localTime(date, 'America/Tijuana')).toBe('22:12:49');
    expect(localTime(date, 'Moon/Tycho')).toBe('—');
  });

  it('names a night by both its days', () => {
    expect(nightId('2026-11-20')).toBe('2026-11-20/21');
    expect(nightId('2026-11-30')).toBe('2026-11-30/12-01');
    expect(nightId('2026-12-31')).toBe('2026-12-31/2027-01-01');
  });
});

describe('durations as they are shown', () => {
  it('never shows sixty of anything', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (s) => !/\b60 (s|min)\b/.test(duration(s))));
  });

  it('gives units that suit the size', () => {
    expect([0.84, 42.4, 185, 7620, 300_000].map(duration)).toEqual([
      '0.8 s',
      '42 s',
      '3 min 05 s',
      '2 h 07 min',
      '3 d 11 h',
    ]);
  });

  it('shows a dash for an unknown age and the sign of a negative latency', () => {
    expect(age(null)).toBe('—');
    expect(age(92.7)).toBe('92 s ago');
    const [event, received] = [new Date(5000), new Date(2000)];
    expect(latencyS(event, received)).toBe(-3);
    expect(duration(-3)).toBe('−3.0 s');
    expect(latencyS(null, received)).toBeNull();
  });
});

describe('quantities as they are shown', () => {
  it('prints a limit as a limit and a measurement with its error', () => {
    expect(magnitude({ mag: 18.5321, magError: 0.0412, limit: null })).toBe('18.532 ± 0.041 mag');
    expect(magnitude({ mag: null, magError: null, limit: 20.1 })).toBe('> 20.10 mag (3σ)');
    expect(magnitude({ mag: null, magError: null, limit: null })).toBe('—');
  });

  it('keeps zero and unknown apart', () => {
    expect(withUnit(0, 'm/s')).toBe('0.0 m/s');
    expect(withUnit(null, 'm/s')).toBe('—');
    expect(withUnit(Number.NaN, 'm/s')).toBe('—');
  });

  it('always signs an altitude and picks the unit of a radius', () => {
    expect([altitude(-3.04), altitude(41)]).toEqual(['−3.0°', '+41.0°']);
    expect([0.0001, 0.005, 0.05, 3].map(radius)).toEqual(['0.4″', '18″', '3.0′', '3.0°']);
    expect(bytes(2_102_400)).toBe('2.1 MB');
  });
});

describe('device values', () => {
  it('take their unit from the suffix of the key', () => {
    expect(reading('windMs', 4.23)).toEqual({ label: 'wind', text: '4.2 m/s' });
    expect(reading('humidityPercent', 41)).toEqual({ label: 'humidity', text: '41 %' });
    expect(reading('temperatureC', -2)).toEqual({ label: 'temperature', text: '−2.0 °C' });
    expect(reading('rain', false)).toEqual({ label: 'rain', text: 'no' });
    expect(reading('shutter', 'OPEN')).toEqual({ label: 'shutter', text: 'OPEN' });
  });

  it('are read from the registers of the dialect with the units those have', () => {
    const mount = { STATE: 'TRACKING', RA: 217.926, ALT: 41.2345, AIRMASS: 99, TRACKING: 1, GUIDE_RMS: 0.4 };
    expect(deviceReadings(mount)).toEqual([
      { label: 'altitude', text: '41.23°' },
      { label: 'RA', text: '217.9260°' },
      { label: 'airmass', text: '—' },
      { label: 'guide rms', text: '0.4' },
    ]);
    expect(deviceReadings({ OPEN_PART: 0.5, RAIN: 0, OBJECT: '' })).toEqual([
      { label: 'open', text: '50 %' },
      { label: 'rain', text: 'no' },
    ]);
  });

  it('leave out what a device keeps of its commands, and what it is not at', () => {
    const camera = {
      ...{ STATE: 'IDLE', FILTER: 'V', EXPTIME: 20, EXPOSURE_LEFT: 0, LAST_IMAGE: 'cmd_1', JOB: 'cmd_2' },
      ...{ JOB_NAME: 'START', JOB_LEFT: 1.2, LAST: 'cmd_1', LAST_OUTCOME: 'DONE', LASTING: 3 },
    };
    expect(deviceReadings(camera)).toEqual([
      { label: 'filter', text: 'V' },
      { label: 'exposure', text: '20.0 s' },
      { label: 'lasting', text: '3' },
    ]);
  });

  it('have no good news in a state nobody explained', () => {
    expect(toneOf('TRACKING')).toBe('ok');
    expect(toneOf('WOBBLING')).toBe('unknown');
    expect(toneOf(null)).toBe('unknown');
  });
});
