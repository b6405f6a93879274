import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampleSite } from '../sample-site.fixture.js';
import { facilityNamed, schedulableFilters, supportsTemplates, type Facility } from './facility.js';
import { configurationsOf } from './filter-exposures.js';
import { judgeWish, windowOf } from './judge-wish.js';
import { checkForm, type RequestForm } from './request-form.js';
import { mergeFields, nameOfRequest, shownFields } from './template-form.js';

const [camera] = sampleSite().cameras;
if (!camera) throw new Error('the sample site has no camera');
const facility: Facility = { name: 'mount', cameras: [{ ...camera, filters: ['RED', 'GREEN', 'BLUE'] }] };
const errorsOf = (fields: object, at = facility) => {
  const verdict = checkForm({ ...fields }, at);
  return verdict.ok ? {} : verdict.errors;
};
const formOf = (fields: object): RequestForm => {
  const verdict = checkForm({ ...fields }, facility);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.errors));
  return verdict.form;
};

describe('tom_education: the form of filters and exposures', () => {
  it('makes one configuration for each used filter', () => {
    const { filters } = formOf({
      filters: {
        BLUE: { count: '2', exposureS: 1.5 },
        GREEN: { count: null, exposureS: '' },
        RED: { count: 1, exposureS: 0.1 },
      },
    });
    expect(configurationsOf(filters)).toEqual([
      { filter: 'RED', exposureS: 0.1, count: 1 },
      { filter: 'BLUE', exposureS: 1.5, count: 2 },
    ]);
  });

  it.each([{}, { filters: {} }, { filters: null }, { filters: { RED: {}, BLUE: { count: '', exposureS: null } } }])(
    'says that no filter is selected for %j',
    (fields) => {
      expect(errorsOf(fields)).toEqual({ __all__: ['No filters selected'] });
    },
  );

  it('names the filter whose count or time is missing', () => {
    expect(errorsOf({ filters: { RED: { exposureS: 10 } } })).toEqual({
      __all__: ["Exposure count missing for filter 'RED'"],
    });
    expect(errorsOf({ filters: { RED: { count: 1, exposureS: 1 }, BLUE: { count: 3 } } })).toEqual({
      __all__: ["Exposure time missing for filter 'BLUE'"],
    });
  });

  it('takes one exposure and a tenth of a second for the least', () => {
    expect(errorsOf({ filters: { RED: { count: 0, exposureS: 0.09 } } })).toEqual({
      'filters.RED.count': ['Ensure this value is greater than or equal to 1.'],
      'filters.RED.exposureS': ['Ensure this value is greater than or equal to 0.1.'],
    });
  });

  it('asks the facility about a form that is right in itself, and about no other', () => {
    const asked: RequestForm[] = [];
    const judge = (form: RequestForm): string[] => {
      asked.push(form);
      return ['the dome is being painted'];
    };
    checkForm({ filters: { RED: { count: 1 } } }, facility, judge);
    expect(asked).toEqual([]);
    const verdict = checkForm({ filters: { RED: { count: 1, exposureS: 1 } } }, facility, judge);
    expect(asked).toHaveLength(1);
    expect(verdict).toEqual({ ok: false, errors: { __all__: ['the dome is being painted'] } });
  });

  it('offers of each instrument the filters that may be scheduled', () => {
    const wheel = { notSchedulable: ['a1', 'b2'] };
    expect(
      schedulableFilters([
        { name: 'instr1', filters: ['a1', 'a2', 'a3'], ...wheel },
        { name: 'instr2', filters: ['b1', 'b2'], ...wheel },
      ]),
    ).toEqual({ instr1: ['a2', 'a3'], instr2: ['b1'] });
  });
});

describe('tom_education: the fields of a template', () => {
  it('name a request after the template and the second it is made, UTC', () => {
    expect(nameOfRequest('mytemplate', new Date('2019-01-02T03:04:05.678Z'))).toBe('mytemplate-2019-01-02-030405');
  });

  it('are shown with dates as YYYY-MM-DD', () => {
    const { start, end } = formOf({
      filters: { RED: { count: 1, exposureS: 1 } },
      start: '2019-01-02',
      end: '2019-01-03T04:05',
    });
    expect([start, end]).toEqual(['2019-01-02T00:00:00.000Z', '2019-01-03T04:05:00.000Z']);
    expect(shownFields({ start, end, priority: 3 })).toEqual({ start: '2019-01-02', end: '2019-01-03', priority: 3 });
  });

  it('give way to overrides one by one, within a filter too', () => {
    const template = { priority: 3, filters: { RED: { count: 1, exposureS: 10 }, BLUE: { count: 2, exposureS: 5 } } };
    expect(mergeFields(template, { priority: 4, filters: { RED: { exposureS: 60 }, BLUE: null } })).toEqual({
      priority: 4,
      filters: { RED: { count: 1, exposureS: 60 }, BLUE: null },
    });
    expect(mergeFields(template, {})).toEqual(template);
  });

  it('are wrong in the words of a page', () => {
    const RED = { count: 1, exposureS: 1 };
    expect(
      errorsOf({ instrument: 'west', priority: 'high', start: '2019-02-30', colour: 'red', filters: { RED, UV: RED } }),
    ).toEqual({
      colour: [expect.stringMatching(/^There is no such field; there are instrument, filters/)],
      instrument: ['Select a valid choice. west is not one of the available choices: north.'],
      'filters.UV': ['Select a valid choice. UV is not one of the available choices: RED, GREEN, BLUE.'],
      priority: ['Enter a number.'],
      start: ['Enter a valid date.'],
    });
    expect(errorsOf({ filters: { RED: { count: 1.5, exposureS: 1 } } })).toEqual({
      'filters.RED.count': ['Enter a whole number.'],
    });
    expect(errorsOf({ filters: { RED }, start: '2019-01-02', end: '2019-01-01' })).toEqual({
      end: ['The end must be after the start.'],
    });
  });

  it('are for a telescope that carries a camera', () => {
    const mounts = sampleSite().telescopes;
    const site = sampleSite({ telescopes: [...mounts, ...mounts.map((mount) => ({ ...mount, name: 'dobson' }))] });
    expect(facilityNamed(site, 'TemplateFake')).toBeUndefined();
    const supported = ['mount', 'dobson'].map((name) => supportsTemplates(facilityNamed(site, name) as Facility).ok);
    expect(supported).toEqual([true, false]);
  });
});

describe('what a site has against a wish', () => {
  const site = sampleSite();
  const now = new Date('2025-04-06T20:00:00Z');
  const wish = (changes: object): RequestForm => ({
    instrument: 'north',
    filters: { V: { count: 1, exposureS: 60 } },
    ...changes,
  });
  const target = { raDeg: 180, decDeg: -30 };

  it('is nothing where it can be observed', () => {
    expect(judgeWish(wish({}), target, site, now)).toEqual([]);
    expect(windowOf(wish({}), now)).toEqual({ startAt: '2025-04-06T20:00:00.000Z', endAt: '2025-04-13T20:00:00.000Z' });
  });

  it('is a target that never rises, a window that is over, a shutter that closes before', () => {
    expect(judgeWish(wish({}), { raDeg: 0, decDeg: 80 }, site, now)).toEqual([
      'The target never rises above -19.3° at La Silla; 30° are asked for.',
    ]);
    expect(judgeWish(wish({ end: '2025-04-06T19:00:00.000Z' }), target, site, now)).toEqual([
      'The window is over: it ends at 2025-04-06T19:00 UTC.',
    ]);
    expect(judgeWish(wish({ filters: { V: { count: 1, exposureS: 1801 } } }), target, site, now)).toEqual([
      'An exposure of 1801 s in V is too long: north takes 1800 s at most.',
    ]);
  });
});

describe('a form of anything at all', () => {
  it('is right or says what is wrong, and never throws', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('filters', 'priority', 'start', 'end', '__proto__', 'x'), fc.jsonValue()),
        (fields) => {
          const verdict = checkForm(mergeFields({ filters: { RED: { count: 1 } } }, fields), facility);
          if (!verdict.ok) expect(Object.values(verdict.errors).flat().length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('is right again once it was found right', () => {
    const exposure = fc.record({
      count: fc.integer({ min: 1, max: 1000 }),
      exposureS: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
    });
    const some = fc.dictionary(fc.constantFrom('RED', 'GREEN', 'BLUE'), exposure, { minKeys: 1 });
    fc.assert(
      fc.property(some, (filters) => {
        const form = formOf({ filters: { ...filters } });
        expect(formOf({ ...(JSON.parse(JSON.stringify(form)) as object) })).toEqual(form);
      }),
    );
  });
});
