import { describe, expect, it } from '@jest/globals';
import { parse, readable } from './log-line.mjs';

const plain = { colour: false };

describe('a log record as a line', () => {
  it('shows the site’s own clock, the service, the message and its fields', () => {
    const record = {
      level: 30,
      time: 0,
      at: '2008-03-19T06:12:49.000Z',
      msg: 'notice received',
      ivoid: 'ivo://a/b',
      trace_id: 'abc',
    };
    expect(readable('alerts', record, plain)).toBe('06:12:49 alerts              notice received ivoid=ivo://a/b');
  });

  it('falls back to the wall clock, in either of its forms', () => {
    expect(readable('alerts', { time: 1000, msg: 'x' }, plain)).toMatch(/^00:00:01 /);
    expect(readable('alerts', { time: '1970-01-01T00:00:02Z', msg: 'x' }, plain)).toMatch(/^00:00:02 /);
    expect(readable('alerts', { time: 'soon', msg: 'x' }, plain)).toMatch(/^--:--:-- /);
  });

  it('names a level only from a warning upwards', () => {
    expect(readable('a', { level: 30, time: 0, msg: 'm' }, plain)).not.toContain('INFO');
    expect(readable('a', { level: 40, time: 0, msg: 'm' }, plain)).toContain('WARN m');
    expect(readable('a', { level: 'error', time: 0, msg: 'm' }, plain)).toContain('ERROR m');
  });

  it('adds what the error says and where it came from', () => {
    const err = { message: 'disk full', stack: 'Error: disk full\n    at store (store.ts:1)' };
    expect(readable('a', { level: 50, time: 0, msg: 'not stored', err }, plain)).toMatch(
      /not stored: disk full\n +at store/,
    );
  });

  it('shows identifiers of ours only where something is wrong', () => {
    const record = { time: 0, msg: 'm', observation: 'obs_01980c2e-7c3a-7000-8000-0123456789ab', process: 'inspect-1' };
    expect(readable('a', { ...record, level: 'info' }, plain)).toMatch(/ m process=inspect-1$/);
    expect(readable('a', { ...record, level: 'warn' }, plain)).toContain('observation=obs_');
  });

  it('cuts long values and leaves out the seventh field', () => {
    const record = { time: 0, msg: 'm', a: 1, b: 2, c: 3, d: 4, e: 5, f: 'x'.repeat(500), g: 7 };
    const line = readable('a', record, plain);
    expect(line).toContain('…');
    expect(line).not.toContain('g=7');
  });

  it('takes nothing for a record that is none', () => {
    expect(parse('Listening on 3000')).toBeUndefined();
    expect(parse('{broken')).toBeUndefined();
    expect(parse('{"msg":"x"}')).toEqual({ msg: 'x' });
  });
});
