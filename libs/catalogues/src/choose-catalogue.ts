import type { Degrees } from '@nightjar/astro';
import { covers, filtersOf } from './catalogue.js';
import type { Filter } from './filter.js';
import { CATALOGUES } from './known/registry.js';

/** A catalogue to ask, and why that one. */
export interface CatalogueChoice {
  readonly name: string;
  readonly because: string;
}

const johnson = ['U', 'B', 'V', 'R', 'I'];
const gaia = ['G', 'BP', 'RP'];
const infrared = ['J', 'H', 'Ks'];

/**
 * Which catalogue calibrates a filter at a declination, as STDWeb chooses: Gaia's synthetic photometry for UBVRI, Gaia for
 * G, BP and RP, VHS in the south and 2MASS in the north for JHKs, else Pan-STARRS, below -30 degrees SkyMapper.
 */
export function chooseCatalogue(filter: Filter, decDeg: Degrees): CatalogueChoice {
  if (johnson.includes(filter)) return { name: 'gaiadr3syn', because: `it has ${filter} over the whole sky` };
  if (gaia.includes(filter)) return { name: 'gaiaedr3', because: `${filter} is Gaia’s own` };
  if (infrared.includes(filter))
    return decDeg < 0
      ? { name: 'vhs', because: `it is the deepest with ${filter} in the south` }
      : { name: '2mass', because: `it has ${filter} in the north` };
  if (filter === 'VT') return { name: 'tycho2', because: 'V_T is Tycho-2’s own' };
  if (decDeg < -30) return { name: 'skymapper', because: 'Pan-STARRS ends at declination -30' };
  // u is in neither Pan-STARRS nor ATLAS
  if (filter === 'u') return { name: 'gaiadr3syn', because: 'Pan-STARRS has no u' };
  return { name: 'ps1', because: `it has ${filter} north of declination -30` };
}

/** What may stand in for a catalogue, best first: those that have the filter there, its own choice before all. */
export function standIns(filter: Filter, decDeg: Degrees, instead: string): string[] {
  const fit = CATALOGUES.filter(
    (one) => one.calibrates && covers(one, decDeg) && filtersOf(one).includes(filter) && one.name !== instead,
  ).map(({ name }) => name);
  const { name } = chooseCatalogue(filter, decDeg);
  return fit.includes(name) ? [name, ...fit.filter((one) => one !== name)] : fit;
}
