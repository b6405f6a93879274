import type { Arcseconds, Degrees } from '@nightjar/astro';
import type { Card } from '../fits/card.js';
import type { Header } from '../fits/header.js';
import type { SkyPosition } from '../wcs/tangent.js';

const sexagesimal = /^([+-]?)(\d{1,3})[:\s]+(\d{1,2})(?:[:\s]+(\d{1,2}(?:\.\d*)?))?$/;
const pairs = [
  ['RA', 'DEC'],
  ['OBJCTRA', 'OBJCTDEC'],
  ['OBJRA', 'OBJDEC'],
  ['TELRA', 'TELDEC'],
  ['RA_OBJ', 'DEC_OBJ'],
  ['RA-TARG', 'DEC-TARG'],
  ['RA_TARG', 'DEC_TARG'],
] as const;

/** Where the telescope says it looked: decimal degrees, or sexagesimal with the right ascension in hours. */
export function readPointing(header: Header): SkyPosition | undefined {
  for (const [raKey, decKey] of pairs) {
    const [raDeg, decDeg] = [angle(header.get(raKey), 15), angle(header.get(decKey), 1)];
    if (raDeg === undefined || decDeg === undefined || raDeg < 0 || raDeg > 360 || Math.abs(decDeg) > 90) continue;
    return { raDeg: raDeg % 360, decDeg };
  }
  return undefined;
}

function angle(value: Card['value'], degreesPerUnit: number): Degrees | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const parts = sexagesimal.exec(value.trim());
  if (!parts) return Number.isFinite(Number(value)) ? Number(value) : undefined;
  const [whole, minutes, seconds] = [Number(parts[2]), Number(parts[3]), Number(parts[4] ?? 0)];
  if (minutes >= 60 || seconds >= 60) return undefined;
  // the sign stands apart from the number, so that -00:30 stays south
  return ((parts[1] === '-' ? -1 : 1) * ((whole * 60 + minutes) * 60 + seconds) * degreesPerUnit) / 3600;
}

const arcsecPerRadianAndMicrometre = 206.264806;

/** Pixel scale as some keyword says it, or from focal length (mm) and pixel size (micrometres). */
export function readPixelScale(header: Header): Arcseconds | undefined {
  const said = header.number('PIXSCALE', 'PIXSCAL1', 'SECPIX', 'SECPIX1', 'IM_SCALE', 'SCALE');
  if (said !== undefined && said > 0 && said < 3600) return said;
  const [focalMm, pixelUm] = [header.number('FOCALLEN'), header.number('XPIXSZ', 'PIXSIZE1')];
  if (focalMm === undefined || pixelUm === undefined || !(focalMm > 0) || !(pixelUm > 0)) return undefined;
  return (arcsecPerRadianAndMicrometre * pixelUm) / focalMm;
}
