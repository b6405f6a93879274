import type { Catalogue, CatalogueBand } from '../catalogue.js';
import type { Filter, MagnitudeSystem } from '../filter.js';
import {
  APASS_TO_COUSINS,
  GAIA_SYNTHETIC_TO_PS1,
  PS1_TO_JOHNSON,
  SDSS_TO_JOHNSON,
  SKYMAPPER_CONVERSIONS,
} from './published-conversions.js';

/** Bands whose columns are `gmag` and `e_gmag`. */
export const magnitudes = (system: MagnitudeSystem, ...filters: Filter[]): CatalogueBand[] =>
  filters.map((filter) => ({ filter, system, column: `${filter}mag`, error: `e_${filter}mag` }));

/** Gaia's synthetic photometry has errors of its fluxes only. */
const synthetic = (system: MagnitudeSystem, ...filters: Filter[]): CatalogueBand[] =>
  filters.map((filter) => ({
    ...{ filter, system, column: `${filter}mag` },
    error: { flux: `F${filter}`, fluxError: `e_F${filter}` },
  }));

const icrs = { ra: 'RA_ICRS', dec: 'DE_ICRS' } as const;
const j2000 = { ra: 'RAJ2000', dec: 'DEJ2000' } as const;
const wholeSky = { southDeg: -90, northDeg: 90 };

export const gaiadr3syn: Catalogue = {
  ...{
    name: 'gaiadr3syn',
    title: 'Gaia DR3 synthetic photometry (GSPC)',
    table: 'I/360/syntphot',
    ...icrs,
    id: 'Source',
  },
  bands: [...synthetic('Vega', 'U', 'B', 'V', 'R', 'I'), ...synthetic('AB', 'u', 'g', 'r', 'i', 'z', 'y')],
  ...{ limitColumn: 'rmag', cuts: [], coverage: wholeSky, conversions: GAIA_SYNTHETIC_TO_PS1, calibrates: true },
  cite: 'Gaia Collaboration, Montegriffo et al. 2023, A&A 674, A33',
  note: 'griz are made Pan-STARRS1’s of its Sloan ones, y is Pan-STARRS1’s, u the SDSS’s. Stars brighter than about G = 17.65.',
};

export const ps1: Catalogue = {
  ...{ name: 'ps1', title: 'Pan-STARRS DR1', table: 'II/349/ps1', ...j2000, id: 'objID' },
  bands: magnitudes('AB', 'g', 'r', 'i', 'z', 'y'),
  ...{ limitColumn: 'rmag', cuts: [], coverage: { southDeg: -30, northDeg: 90 }, calibrates: true },
  conversions: PS1_TO_JOHNSON,
  cite: 'Chambers et al. 2016, arXiv:1612.05560',
  note: 'Saturated above about 13 to 14 mag.',
};

export const skymapper: Catalogue = {
  ...{
    name: 'skymapper',
    title: 'SkyMapper DR4',
    table: 'II/379/smssdr4',
    ra: 'RAICRS',
    dec: 'DEICRS',
    id: 'ObjectId',
  },
  bands: (['u', 'g', 'r', 'i', 'z'] as const).map((filter) => ({
    ...{ filter, system: 'AB', column: `${filter}PSF`, error: `e_${filter}PSF` },
  })),
  ...{ limitColumn: 'rPSF', coverage: { southDeg: -90, northDeg: 2 }, calibrates: true },
  conversions: SKYMAPPER_CONVERSIONS,
  cuts: [],
  cite: 'Onken et al. 2024, PASA 41, e061',
  note: 'griz are made Pan-STARRS1’s of its own, y of z; u is its own, and differs from the SDSS’s.',
};

export const sdss: Catalogue = {
  ...{ name: 'sdss', title: 'SDSS DR16', table: 'V/154/sdss16', ...icrs, id: 'objID' },
  bands: magnitudes('AB', 'u', 'g', 'r', 'i', 'z').map((band) => ({
    ...band,
    // the survey's own page of flux calibration: u_AB = u - 0.04, z_AB = z + 0.02
    ...(band.filter === 'u' ? { addMag: -0.04 } : band.filter === 'z' ? { addMag: 0.02 } : {}),
  })),
  limitColumn: 'rmag',
  cuts: [
    { column: 'class', oneOf: [6], because: 'a star, not a galaxy' },
    { column: 'mode', oneOf: [1], because: 'the primary observation of an object' },
  ],
  ...{ coverage: { southDeg: -20, northDeg: 85, patchy: true }, conversions: SDSS_TO_JOHNSON, calibrates: true },
  cite: 'Ahumada et al. 2020, ApJS 249, 3',
};

export const atlas: Catalogue = {
  ...{ name: 'atlas', title: 'ATLAS-REFCAT2', table: 'J/ApJ/867/105/refcat2', ...icrs },
  bands: magnitudes('AB', 'g', 'r', 'i', 'z'),
  ...{ limitColumn: 'rmag', cuts: [], coverage: wholeSky, conversions: PS1_TO_JOHNSON, calibrates: true },
  cite: 'Tonry et al. 2018, ApJ 867, 105',
  note: 'Magnitudes in the system of Pan-STARRS1.',
};

export const apass: Catalogue = {
  ...{ name: 'apass', title: 'APASS DR9', table: 'II/336/apass9', ...j2000, id: 'recno' },
  bands: [
    ...magnitudes('Vega', 'B', 'V'),
    ...(['g', 'r', 'i'] as const).map((filter) => ({
      ...{ filter, system: 'AB' as const, column: `${filter}'mag`, error: `e_${filter}'mag` },
    })),
  ],
  ...{ limitColumn: 'Vmag', cuts: [], coverage: { ...wholeSky, patchy: true as const }, calibrates: true },
  conversions: APASS_TO_COUSINS,
  cite: 'Henden et al. 2016, VizieR II/336',
  note: 'gri are Sloan primed bands as measured: no conversion to Pan-STARRS1 was found that could be cited.',
};

export const gaiaedr3: Catalogue = {
  ...{ name: 'gaiaedr3', title: 'Gaia EDR3', table: 'I/350/gaiaedr3', ...icrs, id: 'Source' },
  bands: magnitudes('Vega', 'G', 'BP', 'RP'),
  ...{ limitColumn: 'Gmag', cuts: [], coverage: wholeSky, conversions: [], calibrates: true },
  cite: 'Gaia Collaboration, Brown et al. 2021, A&A 649, A1',
};

export const des: Catalogue = {
  ...{ name: 'des_dr2', title: 'Dark Energy Survey DR2', table: 'II/371/des_dr2', ...icrs },
  bands: magnitudes('AB', 'g', 'r', 'i', 'z'),
  ...{ limitColumn: 'rmag', cuts: [], coverage: { southDeg: -70, northDeg: 6, patchy: true } },
  ...{ conversions: [], calibrates: false },
  cite: 'Abbott et al. 2021, ApJS 255, 20',
  note: 'To know what is already there: its bright stars are saturated.',
};
