import type { Arcseconds, Degrees, Metres, Seconds } from '@nightjar/astro';
import { Header } from '../fits/header.js';
import type { SkyPosition } from '../wcs/tangent.js';

/** What a camera knows about its own frame. It does not know where it really looked: there is no WCS in it. */
export interface FrameFacts {
  readonly startAt: Date;
  readonly exposureS: Seconds;
  readonly filter: string;
  readonly gainEPerAdu: number;
  readonly readNoiseE: number;
  readonly saturationAdu: number;
  readonly pointing: SkyPosition;
  readonly object: string;
  readonly airmass: number;
  readonly telescope: string;
  readonly instrument: string;
  readonly site: { readonly latitudeDeg: Degrees; readonly longitudeDeg: Degrees; readonly elevationM: Metres };
  readonly pixelScaleArcsec: Arcseconds;
  readonly binning: number;
  readonly ccdTemperatureC: number;
  readonly imageType: 'LIGHT' | 'DARK' | 'BIAS' | 'FLAT';
}

/** The header of a frame as it leaves a camera: times UTC (DATE-OBS is the start), pointing in decimal degrees ICRS. */
export function frameHeader(facts: FrameFacts): Header {
  const iso = (at: Date): string => at.toISOString().slice(0, 23);
  const endAt = new Date(facts.startAt.getTime() + facts.exposureS * 1000);
  const { pointing, site } = facts;
  return new Header([
    { keyword: 'OBJECT', value: facts.object, comment: 'what was pointed at' },
    { keyword: 'IMAGETYP', value: facts.imageType },
    { keyword: 'DATE-OBS', value: iso(facts.startAt), comment: 'UTC start of exposure' },
    { keyword: 'DATE-END', value: iso(endAt), comment: 'UTC end of exposure' },
    { keyword: 'MJD-OBS', value: 40587 + facts.startAt.getTime() / 86_400_000, comment: '[d] UTC start of exposure' },
    { keyword: 'TIMESYS', value: 'UTC' },
    { keyword: 'EXPTIME', value: facts.exposureS, comment: '[s] exposure' },
    { keyword: 'FILTER', value: facts.filter },
    { keyword: 'GAIN', value: facts.gainEPerAdu, comment: '[e-/ADU]' },
    { keyword: 'RDNOISE', value: facts.readNoiseE, comment: '[e-] read noise' },
    { keyword: 'SATURATE', value: facts.saturationAdu, comment: '[ADU]' },
    { keyword: 'RA', value: pointing.raDeg, comment: '[deg] pointing, ICRS' },
    { keyword: 'DEC', value: pointing.decDeg, comment: '[deg] pointing, ICRS' },
    { keyword: 'RADESYS', value: 'ICRS' },
    { keyword: 'EQUINOX', value: 2000 },
    { keyword: 'AIRMASS', value: facts.airmass },
    { keyword: 'TELESCOP', value: facts.telescope },
    { keyword: 'INSTRUME', value: facts.instrument },
    { keyword: 'SITELAT', value: site.latitudeDeg, comment: '[deg] north' },
    { keyword: 'SITELONG', value: site.longitudeDeg, comment: '[deg] east' },
    { keyword: 'SITEELEV', value: site.elevationM, comment: '[m]' },
    { keyword: 'XBINNING', value: facts.binning },
    { keyword: 'YBINNING', value: facts.binning },
    { keyword: 'PIXSCALE', value: facts.pixelScaleArcsec, comment: '[arcsec/px]' },
    { keyword: 'CCD-TEMP', value: facts.ccdTemperatureC, comment: '[deg C]' },
  ]);
}
