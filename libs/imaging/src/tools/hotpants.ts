import type { Pixels } from '@nightjar/astro';
import { FitsError } from '../fits/error.js';
import { readFits } from '../fits/read.js';
import { writeImage } from '../fits/write.js';
import { Header } from '../fits/header.js';
import type { Image, PixelPosition } from '../image.js';
import { median, madSigma } from '../statistics/robust.js';

/** One of the two frames, sky at zero. */
export interface HotpantsFrame {
  readonly image: Image<Float32Array>;
  /** Standard deviation of every pixel, ADU. */
  readonly noise: Float32Array;
  /** 1 = bad pixel. */
  readonly mask: Uint8Array;
  readonly fwhmPx: Pixels;
  readonly gainEPerAdu: number;
}

export interface HotpantsSettings {
  /** Which frame is convolved. Default: the one with the sharper stars. */
  readonly convolve?: 'sharper' | 'template' | 'science';
  /** Default 0 and 0. */
  readonly kernelOrder?: number;
  readonly backgroundOrder?: number;
  /** Stars of which the stamps are made; hotpants chooses when there are none. */
  readonly stars?: readonly PixelPosition[];
  /** Further options by name, without the dash; they take the place of those that would be given else. */
  readonly extra?: Readonly<Record<string, number>>;
}

/** Files to write into a folder, the argument vector of `hotpants` there, and the file with its planes. */
export interface HotpantsRun {
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly arguments: readonly string[];
  readonly planes: string;
  readonly convolved: 'template' | 'science';
}

/** Describes a run of HOTPANTS (Becker 2015), on a whole frame at once, normalised to the science frame. */
export function hotpantsRun(
  science: HotpantsFrame,
  template: HotpantsFrame,
  { convolve = 'sharper', kernelOrder = 0, backgroundOrder = 0, stars = [], extra = {} }: HotpantsSettings = {},
): HotpantsRun {
  const convolved = convolve !== 'sharper' ? convolve : science.fwhmPx < template.fwhmPx ? 'science' : 'template';
  const match = Math.max(1, Math.sqrt(Math.abs(science.fwhmPx ** 2 - template.fwhmPx ** 2)) / 2.35);
  const fwhm = Math.max(science.fwhmPx, template.fwhmPx);
  const [low, high] = [science, template].map((frame) => valueRange(frame)) as [[number, number], [number, number]];
  const keywords: Record<string, string | number> = {
    inim: 'science.fits',
    tmplim: 'template.fits',
    outim: 'planes.fits',
    ini: 'science.noise.fits',
    tni: 'template.noise.fits',
    imi: 'science.mask.fits',
    tmi: 'template.mask.fits',
    il: low[0],
    iu: low[1],
    iuk: low[1],
    ig: science.gainEPerAdu,
    tl: high[0],
    tu: high[1],
    tuk: high[1],
    tg: template.gainEPerAdu,
    n: 'i',
    c: convolved === 'template' ? 't' : 'i',
    nrx: 1,
    nry: 1,
    ko: kernelOrder,
    bgo: backgroundOrder,
    r: Math.ceil(3 * fwhm),
    rss: Math.ceil(4 * fwhm),
    v: 0,
    ...(stars.length > 0 && { ssf: 'stars.xy' }),
    ...extra,
  };
  return {
    files: {
      'science.fits': writeImage(new Header(), science.image),
      'template.fits': writeImage(new Header(), template.image),
      'science.noise.fits': writeImage(new Header(), { ...science.image, data: science.noise }),
      'template.noise.fits': writeImage(new Header(), { ...template.image, data: template.noise }),
      'science.mask.fits': writeImage(new Header(), { ...science.image, data: Uint16Array.from(science.mask) }),
      'template.mask.fits': writeImage(new Header(), { ...template.image, data: Uint16Array.from(template.mask) }),
      ...(stars.length > 0 && { 'stars.xy': stars.map(({ xPx, yPx }) => `${xPx} ${yPx}\n`).join('') }),
    },
    arguments: [
      ...Object.entries(keywords).flatMap(([key, value]) => [`-${key}`, String(value)]),
      ...['-ng', '3', '6', String(0.5 * match), '4', String(match), '2', String(2 * match)],
      '-allm',
      '-hki',
    ],
    planes: 'planes.fits',
    convolved,
  };
}

/** Lawful values: down to ten sigma under the sky, up to one hundredth above the brightest sound pixel. */
function valueRange({ image, mask }: HotpantsFrame): [number, number] {
  const sound = image.data.filter((_, i) => mask[i] === 0);
  const [centre, sigma] = [median(sound), madSigma(sound)];
  const highest = sound.reduce((a, b) => Math.max(a, b), -Infinity);
  const lowest = sound.reduce((a, b) => Math.min(a, b), Infinity);
  return [centre - 10 * sigma, highest + 0.01 * (highest - lowest)];
}

/** The planes that hotpants leaves behind; bad pixels are NaN. */
export interface HotpantsPlanes {
  readonly difference: Image<Float32Array>;
  readonly convolved: Image<Float32Array>;
  /** The difference in units of its noise. */
  readonly scaled: Image<Float32Array>;
  readonly noise: Image<Float32Array>;
}

/** hotpants marks bad pixels by this. */
const badPixel = 1e-30;

/**
 * Reads the planes of a {@link hotpantsRun}.
 * @throws FitsError `no_image` when one of the four is missing.
 */
export function readHotpantsPlanes(file: Buffer): HotpantsPlanes {
  const images = readFits(file).hdus.flatMap((hdu) =>
    hdu.kind === 'image' && hdu.data && hdu.axes.length >= 2
      ? [{ widthPx: hdu.axes[0] ?? 0, heightPx: hdu.axes[1] ?? 0, data: Float32Array.from(hdu.data, soundValue) }]
      : [],
  );
  const [difference, convolved, scaled, noise] = images;
  if (difference && convolved && scaled && noise) return { difference, convolved, scaled, noise };
  throw new FitsError('no_image', `hotpants left ${images.length} planes, four are needed: see what it printed`);
}

const soundValue = (value: number): number => (Math.abs(value - badPixel) < 1e-34 ? NaN : value);
