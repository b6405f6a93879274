import type { Card } from '../fits/card.js';

type Values = Readonly<Record<string, string | number>>;

const cards = (values: Values): Card[] => Object.entries(values).map(([keyword, value]) => ({ keyword, value }));

const centre = { CRVAL1: 123.456, CRVAL2: -34.5, CRPIX1: 500.25, CRPIX2: 390.5 };
const cd = { CD1_1: -2.5e-4, CD1_2: 3.1e-5, CD2_1: 2.9e-5, CD2_2: 2.52e-4 };
const types = (kind: string): Values => ({ CTYPE1: `RA---${kind}`, CTYPE2: `DEC--${kind}` });
const sip = {
  ...{ A_ORDER: 3, A_2_0: 3e-6, A_1_1: -2e-6, A_0_2: 1e-6, A_0_3: 4e-9, A_3_0: -2e-9 },
  ...{ B_ORDER: 2, B_0_2: -3e-6, B_2_0: 2e-6, B_1_1: 1e-6 },
};
/** Every PV that TPV knows, small enough for the polynomial to be a distortion. */
const allPv = Object.fromEntries(
  [1, 2].flatMap((axis) =>
    Array.from({ length: 40 }, (_, k): [string, number] => [
      `PV${axis}_${k}`,
      k === 1 ? 1.001 : (((k * 7 + axis * 3) % 11) - 5) * 2e-4,
    ]),
  ),
);

/** One header of each form that is read, by its name. */
export const wcsHeaders: Readonly<Record<string, readonly Card[]>> = {
  'TAN by CD': cards({ ...types('TAN'), ...centre, ...cd }),
  'TAN by CD in part': cards({ ...types('TAN'), ...centre, CD1_1: -2.5e-4, CD2_2: 2.52e-4 }),
  'TAN by PC': cards({
    ...{ ...types('TAN'), ...centre, CDELT1: -2.5e-4, CDELT2: 2.4e-4 },
    ...{ PC1_1: 0.8, PC1_2: -0.6, PC2_1: 0.6, PC2_2: 0.8 },
  }),
  'TAN by CROTA2': cards({ ...types('TAN'), ...centre, CDELT1: -2.5e-4, CDELT2: 2.4e-4, CROTA2: 33 }),
  'TAN in arcseconds': cards({
    ...{ ...types('TAN'), CUNIT1: 'arcsec', CUNIT2: 'arcsec', CRVAL1: 123.456 * 3600, CRVAL2: -34.5 * 3600 },
    ...{ CRPIX1: 500.25, CRPIX2: 390.5, CDELT1: -0.9, CDELT2: 0.9 },
  }),
  'declination first': cards({
    ...{ CTYPE1: 'DEC--TAN', CTYPE2: 'RA---TAN', CRVAL1: -34.5, CRVAL2: 123.456, CRPIX1: 500.25, CRPIX2: 390.5 },
    ...cd,
  }),
  'LONPOLE 150': cards({ ...types('TAN'), ...centre, ...cd, LONPOLE: 150, LATPOLE: -10 }),
  'at the pole': cards({ ...types('TAN'), ...centre, CRVAL2: 90, ...cd }),
  'at the pole with LONPOLE': cards({ ...types('TAN'), ...centre, CRVAL2: 90, ...cd, LONPOLE: 180 }),
  'near the south pole': cards({ ...types('TAN'), ...centre, CRVAL2: -89.99, ...cd }),
  'over RA 0': cards({ ...types('TAN'), ...centre, CRVAL1: 0.001, ...cd }),
  SIN: cards({ ...types('SIN'), ...centre, ...cd }),
  ARC: cards({ ...types('ARC'), ...centre, ...cd }),
  STG: cards({ ...types('STG'), ...centre, ...cd, LONPOLE: 10 }),
  ZEA: cards({ ...types('ZEA'), ...centre, ...cd }),
  'ZEA of half the sky': cards({ ...types('ZEA'), ...centre, CDELT1: -0.1, CDELT2: 0.1 }),
  'TAN-SIP': cards({ ...types('TAN-SIP'), ...centre, ...cd, ...sip }),
  'TAN-SIP with a poor inverse': cards({
    ...{ ...types('TAN-SIP'), ...centre, ...cd, ...sip },
    ...{ AP_ORDER: 2, AP_2_0: -2e-6, BP_ORDER: 2, BP_0_2: 3e-6 },
  }),
  'TPV with all PV': cards({ ...types('TPV'), ...centre, ...cd, ...allPv }),
  "TAN with SCAMP's PV": cards({
    ...{ ...types('TAN'), ...centre, ...cd, PV1_0: 1e-4, PV1_1: 1.001, PV1_2: -2e-4, PV1_4: 3e-4, PV1_5: 1e-3 },
    ...{ PV1_7: -2e-3, PV2_0: -1e-4, PV2_1: 0.999, PV2_2: 1e-4, PV2_5: 4e-4, PV2_10: 1e-3 },
  }),
};
