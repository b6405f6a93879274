import { FitsError } from '../fits/error.js';
import type { Header } from '../fits/header.js';
import { isProjection, type Projection } from './projection.js';
import { repairWcsHeader } from './repair-header.js';
import { readSip } from './sip.js';
import { readTpv } from './tpv.js';
import { Wcs, type CdMatrix } from './wcs.js';

/** Degrees in one of the units that CUNIT may name. */
const units: Readonly<Record<string, number>> = {
  deg: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3.6e6,
  rad: 180 / Math.PI,
};

/** Header axes (1 or 2) of right ascension and declination. */
type Axes = readonly [ra: 1 | 2, dec: 1 | 2];

/**
 * The celestial WCS of a header, after {@link repairWcsHeader}: TAN, SIN, ARC, STG and ZEA, each with SIP or without,
 * and TPV; from CD, from PC and CDELT, or from CDELT and CROTA2; with LONPOLE. LATPOLE says nothing for these.
 * Undefined when the header has none. @throws FitsError `bad_wcs` for a projection or frame that is not read, or a
 * broken WCS.
 */
export function readWcs(original: Header): Wcs | undefined {
  const header = repairWcsHeader(original);
  const [type1, type2] = [header.text('CTYPE1'), header.text('CTYPE2')];
  if (type1 === undefined || type2 === undefined) return undefined;
  const axes: Axes = type1.startsWith('DEC') ? [2, 1] : [1, 2];
  const { kind, sip } = readTypes(type1, type2, axes);
  refuseOtherFrames(header);
  const wanted = (keyword: string): number => {
    const value = header.number(keyword);
    if (value === undefined) throw new FitsError('bad_wcs', `the WCS lacks ${keyword}: solve the field again`);
    return value;
  };
  const [ra, dec] = axes;
  const raDeg = wanted(`CRVAL${ra}`) * unitOf(header, ra);
  const decDeg = wanted(`CRVAL${dec}`) * unitOf(header, dec);
  if (Math.abs(decDeg) > 90) throw new FitsError('bad_wcs', `CRVAL${dec} is ${decDeg}: no declination`);
  const slant = ['PV1_1', 'PV1_2', 'PV2_1', 'PV2_2'].find((keyword) => kind !== 'TPV' && header.number(keyword));
  if (slant !== undefined) throw new FitsError('bad_wcs', `${kind} with ${slant} is not read: solve the field again`);
  return new Wcs(
    { raDeg, decDeg },
    { xPx: wanted('CRPIX1'), yPx: wanted('CRPIX2') },
    readMatrix(header, axes),
    // polynomials are meant even where CTYPE forgets to say so
    kind === 'TPV' ? readTpv(header, axes) : sip || kind === 'TAN' ? readSip(header) : undefined,
    { projection: kind === 'TPV' ? 'TAN' : kind, lonPoleDeg: readLonPole(header, decDeg) },
  );
}

function readTypes(type1: string, type2: string, [ra]: Axes): { kind: Projection | 'TPV'; sip: boolean } {
  const types = ra === 1 ? [type1, type2] : [type2, type1];
  const [raKind, decKind] = [
    /^RA---(\w{3})(-SIP)?$/.exec(types[0] ?? ''),
    /^DEC--(\w{3})(-SIP)?$/.exec(types[1] ?? ''),
  ];
  const kind = raKind?.[1] ?? '';
  if (raKind && decKind?.[1] === kind && (isProjection(kind) || (kind === 'TPV' && !raKind[2])))
    return { kind, sip: raKind[2] !== undefined };
  throw new FitsError(
    'bad_wcs',
    `the projection ${type1}, ${type2} is not read; RA and DEC in TAN, TPV, SIN, ARC, STG, ZEA are: solve the field again`,
  );
}

/** Positions are ICRS here; FK5 of J2000 is the same to 0.02 arcsec, the frames of B1950 are half a degree off. */
function refuseOtherFrames(header: Header): void {
  const frame = header.text('RADESYS', 'RADECSYS') ?? '';
  const equinox = header.number('EQUINOX') ?? 2000;
  if (/^FK4/.test(frame) || (frame === '' && equinox < 1984))
    throw new FitsError(
      'bad_wcs',
      `the WCS is in ${frame || 'FK4'} of ${equinox}, not ICRS or FK5: solve the field again`,
    );
}

function unitOf(header: Header, axis: number): number {
  const name = header.text(`CUNIT${axis}`) ?? 'deg';
  const unit = units[name.toLowerCase().replace(/^degrees?$/, 'deg')];
  if (unit === undefined)
    throw new FitsError('bad_wcs', `CUNIT${axis} is ${name}; ${Object.keys(units).join(', ')} are read`);
  return unit;
}

/** Without a card it is 180, and 0 where the centre is the pole itself (Calabretta & Greisen 2002, section 2.2). */
function readLonPole(header: Header, decDeg: number): number {
  return header.number('LONPOLE') ?? (decDeg >= 90 ? 0 : 180);
}

/** Rows in the order right ascension, declination. */
function readMatrix(header: Header, [ra, dec]: Axes): CdMatrix {
  const number = (keyword: string, otherwise: number): number => header.number(keyword) ?? otherwise;
  const [unitRa, unitDec] = [unitOf(header, ra), unitOf(header, dec)];
  if (['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'].some((keyword) => header.has(keyword))) {
    const cd = (axis: 1 | 2, column: 1 | 2): number => number(`CD${axis}_${column}`, 0);
    return [cd(ra, 1) * unitRa, cd(ra, 2) * unitRa, cd(dec, 1) * unitDec, cd(dec, 2) * unitDec];
  }
  const [scale1, scale2] = [number('CDELT1', 1), number('CDELT2', 1)];
  const hasPc = ['PC1_1', 'PC1_2', 'PC2_1', 'PC2_2'].some((keyword) => header.has(keyword));
  const turn = hasPc ? 0 : (number(`CROTA${dec}`, 0) * Math.PI) / 180;
  const pc = (axis: number, column: number): number => number(`PC${axis}_${column}`, axis === column ? 1 : 0);
  const rows: Record<1 | 2, [number, number]> = hasPc
    ? { 1: [scale1 * pc(1, 1), scale1 * pc(1, 2)], 2: [scale2 * pc(2, 1), scale2 * pc(2, 2)] }
    : {
        1: [scale1 * Math.cos(turn), -scale2 * Math.sin(turn)],
        2: [scale1 * Math.sin(turn), scale2 * Math.cos(turn)],
      };
  const [first, second] = [rows[ra], rows[dec]];
  return [first[0] * unitRa, first[1] * unitRa, second[0] * unitDec, second[1] * unitDec];
}
