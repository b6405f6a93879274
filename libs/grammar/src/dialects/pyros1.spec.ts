import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import type { Message, Verb } from '../message.js';
import { pyros1 } from './pyros1.js';

const transcript = readFileSync(new URL('../../../../fixtures/dialects/pyros1.transcript', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const id = fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/);
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,12}$/);
const device = fc.constantFrom('TELESCOPE', 'CAMERA.north', 'DOME', 'PLC');
const value = fc.oneof(
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const values = fc.dictionary(word, value, { maxKeys: 6, noNullPrototype: true });
const seconds = fc.integer({ min: 0, max: 1e9 }).map((micros) => micros / 1e6);
const verb: fc.Arbitrary<Verb> = fc.oneof(
  fc.record({ verb: fc.constant('GET' as const), names: fc.array(word, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    verb: fc.constantFrom('SET' as const, 'DO' as const),
    name: word,
    values: fc.array(value, { maxLength: 4 }),
  }),
  fc.record({ verb: fc.constantFrom('STATUS' as const, 'PING' as const, 'UNLOCK' as const) }),
  fc.record({ verb: fc.constant('HELP' as const), name: fc.option(word) }),
  fc.record({ verb: fc.constant('SUBSCRIBE' as const), name: word }),
  fc.record({ verb: fc.constant('LOCK' as const), token: id, leaseS: seconds }),
  fc.record({ verb: fc.constant('ABORT' as const), target: fc.option(id) }),
);
const kind = <K extends string>(name: K) => fc.constant(name);
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ kind: kind('banner'), device, serial: id, bootId: id }),
  fc.record({ kind: kind('request'), id, deadlineMs: fc.option(fc.nat()), device, verb }),
  fc.record({ kind: kind('reply'), id, outcome: fc.constantFrom('OK' as const, 'DONE' as const), values }),
  fc.record({ kind: kind('reply'), id, outcome: kind('ACCEPTED'), etaS: seconds }),
  fc.record({ kind: kind('reply'), id, outcome: kind('CANCELLED') }),
  fc.record({
    kind: kind('reply'),
    id,
    outcome: kind('ERR'),
    code: fc.integer({ min: 100, max: 599 }),
    says: fc.string({ unit: 'binary', maxLength: 40 }),
  }),
  fc.record({
    kind: kind('event'),
    seq: fc.nat(),
    at: fc.date({ min: new Date(0), max: new Date('9999-01-01T00:00:00Z'), noInvalidDate: true }),
    device,
    name: word,
    values,
  }),
  fc.record({
    kind: kind('blob'),
    id,
    bytes: fc.nat(),
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    format: word,
  }),
);

describe('PYROS/1', () => {
  it('reads back every message that it writes', () => {
    fc.assert(fc.property(message, (given) => expect(pyros1.read(pyros1.write(given))).toEqual(given)));
  });

  it('writes only printable ASCII, so no value can end a line', () => {
    fc.assert(fc.property(message, (given) => expect(pyros1.write(given)).toMatch(/^[\x20-\x7e]+$/)));
  });

  it('answers any line at all with a message or a code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => {
        expect(pyros1.read(line).kind).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('survives 10,000 mutilations of lawful lines', () => {
    const cut = fc.tuple(fc.constantFrom(...transcript.map((line) => line.slice(2))), fc.nat(80), fc.string());
    fc.assert(
      fc.property(cut, ([line, at, noise]) => {
        expect(pyros1.read(line.slice(0, at) + noise + line.slice(at + 1)).kind).toBeDefined();
      }),
      { numRuns: 10_000 },
    );
  });

  it.each(transcript.filter((line) => !line.startsWith('?')))('reads and writes again: %s', (line) => {
    const text = line.slice(2);
    const read = pyros1.read(text);
    if (read.kind === 'garbage') throw new Error(`${read.code} ${read.says}`);
    expect(read.kind === 'request').toBe(line.startsWith('>'));
    expect(pyros1.write(read)).toBe(text);
  });

  it.each(transcript.filter((line) => line.startsWith('?')))('refuses with the right code: %s', (line) => {
    const [, code, text] = /^\? \[(\d+)\] (.*)$/.exec(line) ?? [];
    expect(pyros1.read(text ?? '')).toMatchObject({ kind: 'garbage', code: Number(code) });
  });

  it('gives the id of a request that it could not understand, so that it can be answered', () => {
    expect(pyros1.read('#abc TELESCOPE EXPLODE')).toMatchObject({ kind: 'garbage', id: 'abc', code: 102 });
  });

  it('refuses to write what would be read as something else', () => {
    expect(() => pyros1.write({ kind: 'banner', device: 'TELESCOPE', serial: 'a b', bootId: 'x' })).toThrow(RangeError);
    const flood = { kind: 'reply', id: '1', outcome: 'ERR', code: 100, says: 'x'.repeat(5000) } as const;
    expect(() => pyros1.write(flood)).toThrow(RangeError);
  });
});
