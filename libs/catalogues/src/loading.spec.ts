import { describe, expect, it } from '@jest/globals';
import { bandOption, planColumns } from './loading.js';

const columns = (...names: string[]) => names.map((name) => ({ name }));

describe('the columns of a file', () => {
  it('are guessed by the names that catalogues use', () => {
    expect(planColumns(columns('objID', 'RAJ2000', 'DEJ2000', 'gmag', 'e_gmag', 'Gmag'))).toEqual({
      ...{ ra: 1, dec: 2, id: 0 },
      bands: [
        { filter: 'g', mag: 3, error: 4 },
        { filter: 'G', mag: 5, error: undefined },
      ],
    });
  });

  it('are guessed by UCD before names', () => {
    const [first, second, ...rest] = columns('lon', 'lat', 'ra', 'dec', 'V');
    const told = [
      { ...first, name: 'lon', ucd: 'pos.eq.ra;meta.main' },
      { ...second, name: 'lat', ucd: 'pos.eq.dec' },
      ...rest,
    ];
    expect(planColumns(told)).toMatchObject({ ra: 0, dec: 1 });
  });

  it('are those of the map where it speaks', () => {
    const plan = planColumns(columns('ra', 'dec', 'a', 'b', 'm'), {
      ra: 'a',
      dec: 'b',
      bands: [{ filter: 'V', mag: 'm' }],
    });
    expect(plan).toMatchObject({ ra: 2, dec: 3, bands: [{ filter: 'V', mag: 4 }] });
  });

  it.each([
    [['x', 'y', 'V'], /--ra NAME --dec NAME/],
    [['ra', 'dec', 'flux'], /--band FILTER=COLUMN/],
  ])('that are not known are asked for: %j', (names, says) => {
    expect(() => planColumns(columns(...names))).toThrow(says);
  });

  it('of a band are typed as FILTER=COLUMN,ERROR', () => {
    expect(bandOption('V=Vmag,e_Vmag')).toEqual({ filter: 'V', mag: 'Vmag', error: 'e_Vmag' });
    expect(bandOption("g=g'mag")).toEqual({ filter: 'g', mag: "g'mag" });
    expect(bandOption('W=Wmag')).toBeUndefined();
  });
});
