import { FILTERS } from '../filter.js';
import type { Survey } from './survey.js';

/**
 * Identifier of a HiPS as the CDS lists them: an authority and a path of at most seven parts, `CDS/P/DSS2/red`. Letters,
 * digits and `_ . + -` alone, no part beginning with a dot: neither an address nor a further parameter fits into it.
 */
export const HIPS_ID = /^(?=.{3,120}$)[A-Za-z0-9][\w.+-]*(\/[A-Za-z0-9][\w.+-]*){1,7}$/;

const prefix = 'hips:';
/** hips2fits refuses no larger image; its answer would be more than is read. */
export const widestHipsPx = 5500;

/** A HiPS named `hips:CDS/P/DSS2/red` as a survey; it shows a band of its own, whatever filter is asked for. Undefined for any other name. */
export function freeHips(name: string): Survey | undefined {
  const id = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  if (!HIPS_ID.test(id)) return undefined;
  return {
    ...{ name, title: `HiPS ${id}`, filters: FILTERS, isOfAnyBand: true, service: 'hips2fits' },
    // how fine it is nobody says before it was asked
    ...{ coverage: { southDeg: -90, northDeg: 90 }, pixelScaleArcsec: 0.1, widestPx: widestHipsPx },
    hips: Object.fromEntries(FILTERS.map((filter) => [filter, id])),
  };
}
