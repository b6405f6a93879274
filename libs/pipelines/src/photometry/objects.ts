import type { Pixels } from '@nightjar/astro';
import {
  colourMosaic,
  empiricalProfile,
  extractOptimally,
  fewestProfileStars,
  frameFwhm,
  gaussianProfile,
  median,
  measureObjects,
  meshBackground,
  objectFlag,
  prefilter,
  type EmpiricalOptions,
  type EmpiricalProfile,
  type FrameInspection,
  type Image,
  type MeasuredFrame,
  type ObjectFlux,
  type Place,
  type SextractorSource,
} from '@nightjar/imaging';
import { skyCellPx } from './detect.js';
import type { Settings } from './params.js';
import { isNearSaturation } from './star-choice.js';

/** A source, measured as every other on the frame is. */
export interface FrameObject extends ObjectFlux {
  readonly source: SextractorSource;
}

/** All sources of a frame, and how anything else on it is measured in the same way. */
export interface FrameObjects {
  /** Brightest first; one for each source. */
  readonly objects: readonly FrameObject[];
  readonly fwhmPx: Pixels;
  /** Stars that the width is the median of; 0 when it was given. */
  readonly fwhmStars: number;
  readonly radiusPx: Pixels;
  /** The ring in which the sky about each is measured. */
  readonly annulusPx: readonly [inner: Pixels, outer: Pixels];
  readonly measure: (places: readonly Place[]) => readonly ObjectFlux[];
  /** The frame with its sky taken off. */
  readonly frame: MeasuredFrame;
  /** What was done otherwise than asked, as sentences. */
  readonly notes: readonly string[];
}

type Seen = Pick<FrameInspection, 'gainEPerAdu' | 'saturationAdu' | 'mask'>;

/** Tells stars from what is not shaped so, takes their width from the good ones, and measures every source. */
export function measureSources(
  image: Image,
  seen: Seen,
  sources: readonly SextractorSource[],
  settings: Settings,
): FrameObjects {
  const notes: string[] = [];
  const flags = flagsOf(image, sources, settings, notes);
  const width = widthOf(sources, flags, settings);
  const frame = measuredFrame(image, seen, settings);
  const radiusPx = settings.radiusFwhm * width.fwhmPx;
  const annulusPx = [settings.relBg1 * width.fwhmPx, settings.relBg2 * width.fwhmPx] as const;
  const profile = settings.flags.optimalExtraction
    ? profileOf(frame, seen.saturationAdu, sources, flags, { fwhmPx: width.fwhmPx, radiusPx, annulusPx }, notes)
    : undefined;
  const measure = (places: readonly Place[]): readonly ObjectFlux[] =>
    profile
      ? extractOptimally(frame, places, { ...profile, radiusPx, annulusPx })
      : measureObjects(frame, places, { radiusPx, annulusPx });
  const fluxes = measure(sources.map(({ xPx, yPx }, i) => ({ xPx, yPx, flags: flags[i] ?? 0 })));
  const objects = sources.flatMap((source, i) => {
    const flux = fluxes[i];
    return flux ? [{ ...flux, source }] : [];
  });
  return { objects, ...width, radiusPx, annulusPx, measure, frame, notes };
}

/** A star this many errors bright tells what stars look like. */
const tellingSnr = 30;
/** Light of less than this share of a star's is not felt in its profile. */
const feltShare = 0.02;

/** A Gaussian is off the height of real stars by about this. */
const gaussianMismatch = 0.1;

/** What the frame's bright stars that are alone look like; a Gaussian, which is said, where they are too few. */
function profileOf(
  frame: MeasuredFrame,
  saturationAdu: number,
  sources: readonly SextractorSource[],
  flags: readonly number[],
  options: EmpiricalOptions,
  notes: string[],
): Pick<EmpiricalProfile, 'profileAt' | 'mismatch'> {
  const apart = 2 * options.radiusPx + options.fwhmPx;
  const alone = (star: SextractorSource): boolean =>
    !sources.some(
      (other) =>
        other !== star &&
        other.fluxAutoAdu > feltShare * star.fluxAutoAdu &&
        Math.hypot(other.xPx - star.xPx, other.yPx - star.yPx) < apart,
    );
  const stars = sources.filter(
    (source, i) =>
      flags[i] === 0 &&
      source.fluxAutoAdu > tellingSnr * source.fluxErrorAutoAdu &&
      !isNearSaturation(source, saturationAdu) &&
      alone(source),
  );
  const gaussian = gaussianProfile(options.fwhmPx);
  const found = empiricalProfile(frame, stars, options);
  notes.push(
    found
      ? `The profile of a star is that of ${found.starsUsed} stars of the frame, ${found.order === 0 ? 'the same everywhere' : `of order ${found.order} in x and y`}; they differ from it by ${(100 * found.mismatch).toFixed(1)} % of their height.`
      : `Fewer than ${fewestProfileStars} stars tell the profile of a star: a Gaussian stands in.`,
  );
  return found ?? { profileAt: () => gaussian, mismatch: gaussianMismatch };
}

/** SExtractor's flags, with those of the mask and of the prefilter. */
function flagsOf(
  image: Image,
  sources: readonly SextractorSource[],
  settings: Settings,
  notes: string[],
): readonly number[] {
  const flags = sources.map((source) => source.flags | (source.masked ? objectFlag.maskedOutline : 0));
  if (!settings.flags.prefilterDetections) return flags;
  const { odd, stoodDown } = prefilter(
    sources.map((source, i) => ({
      ...source,
      autoMag: -2.5 * Math.log10(source.fluxAutoAdu),
      flags: flags[i] ?? 0,
    })),
    { colourMosaic: colourMosaic(image).isMosaic },
  );
  if (stoodDown !== undefined) notes.push(`No source is left out for its shape. ${stoodDown}`);
  return flags.map((flag, i) => flag | (odd[i] ? objectFlag.unusualShape : 0));
}

/** Twice the half-light radius of the good stars; of any sound source where no star is good enough. */
function widthOf(sources: readonly SextractorSource[], flags: readonly number[], { fwhmOverride }: Settings) {
  if (fwhmOverride !== undefined) return { fwhmPx: fwhmOverride, fwhmStars: 0 };
  const widths = sources.map(
    ({ xPx, yPx, halfLightRadiusPx, fluxApertureAdu = NaN, fluxErrorApertureAdu = NaN }, i) => ({
      ...{ xPx, yPx, flags: flags[i] ?? 0, fwhmPx: 2 * halfLightRadiusPx },
      magError: ((2.5 / Math.LN10) * fluxErrorApertureAdu) / fluxApertureAdu,
    }),
  );
  const { fwhmPx, stars } = frameFwhm(widths);
  if (stars > 0) return { fwhmPx, fwhmStars: stars };
  return { fwhmPx: median(widths.map((one) => one.fwhmPx)), fwhmStars: widths.length };
}

function measuredFrame(image: Image, { gainEPerAdu, mask }: Seen, settings: Settings): MeasuredFrame {
  const sky = meshBackground(image, { cellPx: skyCellPx(image, settings), mask, level: 'mode' });
  const level = sky.levelMap();
  // a loop, as Float32Array.from with a function takes thirty times as long
  const data = new Float32Array(level.length);
  for (let i = 0; i < data.length; i++) data[i] = (image.data[i] ?? NaN) - (level[i] ?? NaN);
  return { image: { ...image, data }, rms: sky.rmsMap(), gainEPerAdu, mask };
}
