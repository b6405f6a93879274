import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildVoevent, type VoeventDraft } from './build.js';
import { parseVoevent } from './parse.js';
import { VoeventRefusal } from './refusal.js';
import type { Author, Inference, Param, ParamGroup, Position, Reference, Voevent } from './voevent.js';
import { FORBIDDEN } from './xml-text.js';

type Whole = Required<VoeventDraft> &
  Pick<Voevent, 'whereWhen' | 'author' | 'params' | 'groups' | 'references' | 'why'>;

const words = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 30 })
  .filter((s) => !FORBIDDEN.test(s) && s.trim() === s && s !== '');
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(some, { freq: 3 });
const fraction = fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs);
const dates = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
const angle = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true, maxExcluded: true }).map((x) => (Math.abs(x) < 1e-20 ? 0 : x));

const author: fc.Arbitrary<Author> = fc.record({
  ivoid: fc.constantFrom('ivo://nightjar.demonstration', 'ivo://a.example/b', null),
  title: maybe(words),
  shortName: maybe(words),
  contactName: maybe(words),
  contactEmail: maybe(words),
  contactPhone: maybe(words),
});
const param = (group: number | null): fc.Arbitrary<Param> =>
  fc.record({
    name: maybe(words),
    value: maybe(words),
    unit: maybe(words),
    ucd: maybe(words),
    dataType: maybe(words),
    description: maybe(words),
    group: fc.constant(group),
  });
const group: fc.Arbitrary<ParamGroup> = fc.record({
  name: maybe(words),
  type: maybe(words),
  description: maybe(words),
});
const what = fc
  .array(group, { maxLength: 3 })
  .chain((groups) =>
    fc
      .tuple(
        fc.array(param(null), { maxLength: 4 }),
        ...groups.map((_, index) => fc.array(param(index), { maxLength: 3 })),
      )
      .map((params) => ({ groups, params: params.flat() })),
  );
const position: fc.Arbitrary<Position> = fc.record({
  raDeg: angle(0, 360),
  decDeg: angle(-90, 90),
  errorDeg: maybe(angle(0, 180)),
  frame: fc.constantFrom('ICRS', 'FK5'),
});
const reference: fc.Arbitrary<Reference> = fc
  .record({
    uri: fc.constantFrom('https://a.example/x?y=1&z="2"', 'http://a.example/x', 'javascript:alert(1)'),
    type: maybe(words),
    meaning: maybe(words),
  })
  .map((r) => ({ ...r, link: r.uri.startsWith('http') && !r.uri.includes(' ') ? r.uri : null }));
const inference: fc.Arbitrary<Inference> = fc.record({
  probability: maybe(fraction.map((p) => (p < 1e-20 ? 0 : p))),
  relation: maybe(words),
  names: fc.array(words, { maxLength: 2 }),
  concepts: fc.array(words, { maxLength: 2 }),
});

const draft: fc.Arbitrary<Whole> = fc
  .record({
    ivoid: fc.constantFrom('ivo://nightjar.demonstration/swift#1', 'ivo://a.example/s/t?q:2'),
    role: fc.constantFrom('observation', 'prediction', 'utility', 'test'),
    version: fc.constantFrom('2.0', '2.1'),
    author,
    date: dates,
    what,
    whatDescription: maybe(words),
    whereWhen: fc.record({
      eventTime: maybe(dates),
      timeErrorS: maybe(fc.nat(1000)),
      position: maybe(position),
      observatory: maybe(words),
      description: maybe(words),
    }),
    why: fc.record({
      importance: maybe(fraction.map((p) => (p < 1e-20 ? 0 : p))),
      expires: maybe(dates),
      inferences: fc.array(inference, { maxLength: 3 }),
      description: maybe(words),
    }),
    how: fc.record({
      descriptions: fc.array(words, { maxLength: 2 }),
      references: fc.array(reference, { maxLength: 2 }),
    }),
    citations: fc.array(
      fc.record({
        ivoid: fc.constantFrom('ivo://a.example/s#0', 'ivo://b.example/t?1'),
        relation: fc.constantFrom('followup', 'supersedes', 'retraction'),
      }),
      { maxLength: 3 },
    ),
    description: maybe(words),
    // The standard allows one at top level.
    references: fc.array(reference, { maxLength: 1 }),
  })
  .map(({ what: { params, groups }, whereWhen, ...rest }) => ({
    ...rest,
    params,
    groups,
    whereWhen: { ...whereWhen, timeScale: whereWhen.eventTime ? 'UTC' : null, positionFault: null },
  }));

describe('a packet that is built', () => {
  it('is parsed to what it was built from', () => {
    fc.assert(
      fc.property(draft, (whole) => {
        const { ivoidKey, stream, tables, warnings, ...read } = parseVoevent(buildVoevent(whole));
        expect(whole).toEqual(read);
        expect(tables).toEqual([]);
        expect(warnings.filter((w) => w.code !== 'time_in_future')).toEqual([]);
        expect(ivoidKey.startsWith(stream.toLowerCase())).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['bad_ivoid', { ivoid: 'not one' }],
    ['bad_value', { description: 'a\u0000b' }],
    ['bad_value', { date: new Date(NaN) }],
    ['bad_value', { whereWhen: { position: { raDeg: 400, decDeg: 0, errorDeg: 1, frame: 'ICRS' } } }],
  ] as const)('is refused with %s for %j', (code, wrong) => {
    const made = (): Uint8Array => buildVoevent({ ivoid: 'ivo://a.example/s#1', role: 'test', ...wrong });
    expect(made).toThrow(VoeventRefusal);
    expect(made).toThrow(expect.objectContaining({ code }));
  });
});
