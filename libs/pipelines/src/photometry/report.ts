import { mjd } from '@nightjar/astro';
import type { Brightness, FrameInspection, Header, Image, PixelPosition, ZeroPoint } from '@nightjar/imaging';
import type { PipelineInput } from '../kit/definition.js';
import type { MadeDatum } from '../kit/output.js';
import type { Calibration } from './calibration.js';
import { nearSaturation } from './star-choice.js';

/** A frame with the two facts of its header that photometry cannot do without. */
export interface TimedFrame {
  readonly input: PipelineInput;
  readonly header: Header;
  readonly image: Image;
  readonly seen: FrameInspection & { readonly midAt: Date; readonly exposureS: number };
}

/** The point of the light curve. */
export function datumOf(brightness: Brightness, { seen, header, input }: TimedFrame): MadeDatum {
  const { camera } = input.product.meta;
  return {
    kind: 'photometry',
    time: seen.midAt.toISOString(),
    mjd: mjd(seen.midAt),
    exposureS: seen.exposureS,
    filter: seen.filterText ?? seen.filter,
    ...(brightness.kind === 'detection'
      ? { mag: brightness.mag, magError: brightness.magError, limit: null }
      : { mag: null, magError: null, limit: brightness.limitMag }),
    instrument: typeof camera === 'string' ? camera : (header.text('INSTRUME') ?? 'unknown'),
    source: 'nightjar photometry',
    product: input.product.id,
  };
}

/** How it ended, in a line for a person. */
export function sentence(brightness: Brightness, { filterText, filter }: FrameInspection): string {
  const band = filterText ?? filter;
  return brightness.kind === 'detection'
    ? `${band} = ${brightness.mag.toFixed(3)} ± ${brightness.magError.toFixed(3)}`
    : `nothing seen: ${band} > ${brightness.limitMag.toFixed(2)} (${brightness.sigma} sigma)`;
}

/** What a reader of the magnitude should know. */
export function warningsOf(
  { peakAdu, saturationAdu }: { readonly peakAdu: number; readonly saturationAdu: number },
  neighbours: number,
): string[] {
  return [
    ...(peakAdu >= nearSaturation * saturationAdu
      ? [`The source peaks at ${peakAdu.toFixed(0)} ADU, near the saturation at ${saturationAdu.toFixed(0)}.`]
      : []),
    ...(neighbours > 0 ? ['A star of the catalogue lies in or beside the aperture: its light is included.'] : []),
  ];
}

/** The brightest pixel within a distance of a place. */
export function peakNear({ widthPx, heightPx, data }: Image, { xPx, yPx }: PixelPosition, radiusPx: number): number {
  let peak = -Infinity;
  for (let y = Math.max(1, Math.ceil(yPx - radiusPx)); y <= Math.min(heightPx, yPx + radiusPx); y++)
    for (let x = Math.max(1, Math.ceil(xPx - radiusPx)); x <= Math.min(widthPx, xPx + radiusPx); x++)
      peak = Math.max(peak, data[(y - 1) * widthPx + x - 1] ?? -Infinity);
  return peak;
}

/** Every catalogue star of the frame as CSV: place, magnitudes, and whether the zero point rests on it. */
export function starTable({ stars }: Calibration, zeroPoint: ZeroPoint): string {
  const rows = stars.map(({ star, source, flux, unfit }) => {
    const mag = zeroPoint.value - 2.5 * Math.log10(flux.fluxAdu);
    const error = (2.5 / Math.LN10) * (flux.fluxErrorAdu / flux.fluxAdu);
    return [
      ...[star.raDeg.toFixed(6), star.decDeg.toFixed(6), source.xPx.toFixed(3), source.yPx.toFixed(3)],
      ...[star.mag.toFixed(3), mag.toFixed(4), error.toFixed(4), unfit ?? flux.flags[0] ?? 'used'],
    ].join(',');
  });
  return ['raDeg,decDeg,xPx,yPx,catalogueMag,mag,magError,state', ...rows, ''].join('\n');
}
