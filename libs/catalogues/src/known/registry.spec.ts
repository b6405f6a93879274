import { describe, expect, it } from '@jest/globals';
import { columnsOf, covers, filtersOf } from '../catalogue.js';
import { chooseCatalogue, standIns } from '../choose-catalogue.js';
import { colourPairOf, FILTERS } from '../filter.js';
import { CATALOGUES, catalogueNamed } from './registry.js';

describe.each(CATALOGUES.map((catalogue) => [catalogue.name, catalogue] as const))(
  'the catalogue %s',
  (name, catalogue) => {
    it('has a name of its own, a table and a source', () => {
      expect(CATALOGUES.filter((one) => one.name === name)).toHaveLength(1);
      expect(catalogue.table).toMatch(/^[A-Z]+\/.+/);
      expect(catalogue.cite.length).toBeGreaterThan(10);
    });

    it('asks for each column once, position and limit among them', () => {
      const columns = columnsOf(catalogue);
      expect(new Set(columns).size).toBe(columns.length);
      expect(columns).toEqual(expect.arrayContaining([catalogue.ra, catalogue.dec, catalogue.limitColumn]));
    });

    it('measures the bands that its conversions start from', () => {
      const measured = catalogue.bands.map(({ filter }) => filter);
      for (const { from, terms } of catalogue.conversions)
        expect(measured).toEqual(expect.arrayContaining([from, ...terms.flatMap(({ blue, red }) => [blue, red])]));
    });

    it('converts to no band that it measured, unless to the same of another system', () => {
      const measured = catalogue.bands.map(({ filter }) => filter);
      for (const { to, from, replaces } of catalogue.conversions)
        expect([to, measured.includes(to), replaces && from]).toEqual([to, replaces ?? false, replaces && to]);
    });

    it('can fit a colour term in each filter that it calibrates', () => {
      if (!catalogue.calibrates) return;
      const has = filtersOf(catalogue);
      for (const filter of has) {
        const { blue, red } = colourPairOf(filter) ?? { blue: filter, red: filter };
        expect([filter, has.includes(blue) && has.includes(red)]).toEqual([filter, true]);
      }
    });
  },
);

describe('the choice of a catalogue', () => {
  it.each([
    ['V', 20, 'gaiadr3syn'],
    ['G', 20, 'gaiaedr3'],
    ['J', 20, '2mass'],
    ['J', -20, 'vhs'],
    ['r', -29, 'ps1'],
    ['r', -31, 'skymapper'],
    ['VT', 0, 'tycho2'],
  ] as const)('takes for %s at declination %d %s', (filter, decDeg, name) => {
    expect(chooseCatalogue(filter, decDeg).name).toBe(name);
  });

  it('names for every filter and place one that has the filter and covers the place', () => {
    for (const filter of FILTERS.filter((one) => one !== 'VT'))
      for (const decDeg of [-90, -40, -30, 0, 30, 90]) {
        const chosen = catalogueNamed(chooseCatalogue(filter, decDeg).name);
        expect(chosen && filtersOf(chosen).includes(filter) && covers(chosen, decDeg)).toBe(true);
      }
  });

  it('offers as stand-ins only what calibrates the filter there, and not the one that failed', () => {
    const names = standIns('r', -40, 'skymapper');
    expect(names).toEqual(expect.arrayContaining(['atlas', 'gaiadr3syn']));
    expect(names).not.toEqual(expect.arrayContaining(['skymapper', 'ps1', 'des_dr2']));
  });
});
