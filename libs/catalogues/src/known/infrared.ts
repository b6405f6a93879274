import type { Catalogue } from '../catalogue.js';

const j2000 = { ra: 'RAJ2000', dec: 'DEJ2000' } as const;

export const twomass: Catalogue = {
  ...{ name: '2mass', title: '2MASS', table: 'II/246/out', ...j2000, id: '2MASS' },
  bands: [
    { filter: 'J', system: 'Vega', column: 'Jmag', error: 'e_Jmag' },
    { filter: 'H', system: 'Vega', column: 'Hmag', error: 'e_Hmag' },
    { filter: 'Ks', system: 'Vega', column: 'Kmag', error: 'e_Kmag' },
  ],
  ...{ limitColumn: 'Jmag', cuts: [], coverage: { southDeg: -90, northDeg: 90 }, conversions: [], calibrates: true },
  cite: 'Skrutskie et al. 2006, AJ 131, 1163',
};

export const vhs: Catalogue = {
  ...{ name: 'vhs', title: 'VISTA Hemisphere Survey DR5', table: 'II/367/vhs_dr5', ...j2000 },
  bands: (['J', 'H', 'Ks'] as const).map((filter) => ({
    ...{ filter, system: 'Vega', column: `${filter}ap3`, error: `e_${filter}ap3` },
  })),
  ...{ limitColumn: 'Jap3', cuts: [], coverage: { southDeg: -90, northDeg: 0, patchy: true } },
  ...{ conversions: [], calibrates: true },
  cite: 'McMahon et al. 2013, The Messenger 154, 35',
};
