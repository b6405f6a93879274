import type { Catalogue } from '../catalogue.js';
import { twomass, vhs } from './infrared.js';
import { apass, atlas, des, gaiadr3syn, gaiaedr3, ps1, sdss, skymapper } from './optical.js';

/** Every catalogue that a server is asked for. To add one: its value, and its name here. */
export const CATALOGUES: readonly Catalogue[] = [
  ...[gaiadr3syn, ps1, skymapper, sdss, atlas, apass, gaiaedr3],
  ...[twomass, vhs, des],
];

/** Tycho-2 as the index of astrometry.net carries it: V_T alone. */
export const TYCHO2 = { name: 'tycho2', title: 'Tycho-2 of the astrometry.net index', bands: ['VT'] } as const;

export const catalogueNamed = (name: string): Catalogue | undefined => CATALOGUES.find((one) => one.name === name);
