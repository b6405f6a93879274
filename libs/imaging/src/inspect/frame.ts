import type { Arcseconds, Seconds } from '@nightjar/astro';
import type { Header } from '../fits/header.js';
import type { Image } from '../image.js';
import { meshBackground } from '../statistics/mesh.js';
import { median } from '../statistics/robust.js';
import type { SkyPosition } from '../wcs/tangent.js';
import { bandOf, type Band } from './filter.js';
import { readPixelScale, readPointing } from './position.js';
import { parseTime, readStart } from './time.js';

/** What a frame says about itself, and what its pixels say about that. Undefined = the frame does not tell. */
export interface FrameInspection {
  readonly startAt: Date | undefined;
  readonly midAt: Date | undefined;
  readonly exposureS: Seconds | undefined;
  /** The band to calibrate in; `r` when the filter is none that a catalogue knows. */
  readonly filter: Band;
  /** The filter as the header has it. */
  readonly filterText: string | undefined;
  readonly gainEPerAdu: number;
  readonly saturationAdu: number;
  /** 1 = no number, or saturated; one byte for each pixel. */
  readonly mask: Uint8Array;
  readonly maskedFraction: number;
  readonly backgroundAdu: number;
  readonly rmsAdu: number;
  readonly pointing: SkyPosition | undefined;
  readonly pixelScaleArcsec: Arcseconds | undefined;
  readonly object: string | undefined;
  /** Whole sentences on what is missing, doubtful or assumed. */
  readonly warnings: readonly string[];
}

/** Side of a background cell, unless the frame is too small for two of them. */
const cellPx = 256;

/** Reads the header's facts by their many names and checks them against the pixels. */
export function inspectFrame(header: Header, image: Image): FrameInspection {
  const warnings: string[] = [];
  const levels = measureLevels(image);
  const gainEPerAdu = readGain(header, levels, warnings);
  const saturationAdu = readSaturation(header, levels, warnings);
  const mask = maskOf(image, saturationAdu);
  const maskedFraction = mask.reduce((sum, bad) => sum + bad, 0) / Math.max(1, mask.length);
  if (maskedFraction > 0.95)
    warnings.push(`${(100 * maskedFraction).toFixed(1)} % of the pixels are masked: there is no picture to measure.`);
  const half = Math.floor(Math.min(image.widthPx, image.heightPx) / 2);
  const background = meshBackground(image, cellPx > half ? Math.max(1, half) : cellPx, mask);
  return {
    ...readTimes(header, warnings),
    ...readFilter(header, warnings),
    gainEPerAdu,
    saturationAdu,
    mask,
    maskedFraction,
    backgroundAdu: background.level,
    rmsAdu: background.rms,
    pointing: readPointing(header),
    pixelScaleArcsec: readPixelScale(header),
    object: header.text('OBJECT'),
    warnings,
  };
}

interface Levels {
  readonly median: number;
  readonly max: number;
  readonly sigma: number;
}

function measureLevels({ data }: Image): Levels {
  let [count, mean, squares, max] = [0, 0, 0, -Infinity];
  for (const value of data) {
    if (!(value > -Infinity && value < Infinity)) continue;
    count++;
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
    if (value > max) max = value;
  }
  return { median: median(data), max, sigma: count > 0 ? Math.sqrt(squares / count) : NaN };
}

/** Beyond these, electrons per ADU, it is no gain: a deep stack has some thousands, a frame scaled up some thousandths. */
const [leastGain, mostGain] = [1e-6, 1e6];

function readGain(header: Header, { max, sigma }: Levels, warnings: string[]): number {
  const said = header.number('GAIN', 'CCD_GAIN', 'EGAIN');
  if (said !== undefined && said >= leastGain && said <= mostGain) {
    if (said > 50)
      warnings.push(
        `A gain of ${said} e-/ADU is more likely a camera's setting than its conversion: errors would be far too small.`,
      );
    // counts scaled to 0..1 carry no electrons of their own
    if (said !== 1 || !(sigma <= 1) || !(max > 0)) return said;
  }
  if (sigma <= 1 && max > 0) {
    warnings.push(`The pixels seem scaled to ${max.toPrecision(3)} at most: a gain of 65535 / that is assumed.`);
    return 65535 / max;
  }
  warnings.push(
    said === undefined
      ? 'The header has no gain: 1 e-/ADU is assumed.'
      : `A gain of ${said} means nothing: 1 e-/ADU is assumed.`,
  );
  return 1;
}

function readSaturation(header: Header, { median: middle, max }: Levels, warnings: string[]): number {
  const said = header.number('SATURATE');
  if (said !== undefined && said > 0) {
    if (said < 0.5 * max) warnings.push(`SATURATE is ${said} but pixels reach ${max}: it is likely too low.`);
    return said;
  }
  const assumed = 0.05 * middle + 0.95 * max;
  warnings.push(`The header has no saturation level: ${assumed.toFixed(0)} is assumed, from the brightest pixel.`);
  return assumed;
}

function maskOf({ data }: Image, saturationAdu: number): Uint8Array {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? NaN;
    mask[i] = value < saturationAdu && value > -Infinity ? 0 : 1;
  }
  return mask;
}

function readTimes(header: Header, warnings: string[]): Pick<FrameInspection, 'startAt' | 'midAt' | 'exposureS'> {
  const seconds = header.number('EXPTIME', 'EXPOSURE', 'EXP_TIME', 'ELAPTIME', 'ITIME');
  const exposureS = seconds !== undefined && seconds >= 0 ? seconds : undefined;
  if (exposureS === undefined) warnings.push('The header has no exposure time.');
  const start = readStart(header);
  if (!start) warnings.push('The header does not say when the frame was taken.');
  if (start?.keyword === 'DATE') warnings.push('Only DATE is there: that is when the file was written.');
  const scale = header.text('TIMESYS');
  if (start && scale !== undefined && scale !== 'UTC') warnings.push(`TIMESYS is ${scale}; the time is read as UTC.`);
  // a stack has gaps between its exposures: what it says of its middle counts for more than start and sum
  const stated = parseTime(header.get('DATE-AVG') ?? header.get('MJD-AVG'));
  const halfway = start && exposureS !== undefined ? new Date(start.at.getTime() + 500 * exposureS) : undefined;
  const midAt = stated ?? halfway;
  return { startAt: start?.at, midAt: midAt && Number.isFinite(midAt.getTime()) ? midAt : undefined, exposureS };
}

function readFilter(header: Header, warnings: string[]): Pick<FrameInspection, 'filter' | 'filterText'> {
  const filterText = header.text('FILTER', 'FILTERS', 'CAMFILT');
  const band = filterText === undefined ? undefined : bandOf(filterText);
  if (band === undefined)
    warnings.push(
      `${filterText === undefined ? 'The header names no filter' : `The filter '${filterText}' is no band of a catalogue`}: r is assumed.`,
    );
  return { filter: band ?? 'r', filterText };
}
