import type { Arcseconds, Pixels } from '@nightjar/astro';
import {
  isolated,
  localScale,
  objectFlag,
  type CalibrationStar,
  type Image,
  type PixelPosition,
  type SextractorSource,
  type Wcs,
} from '@nightjar/imaging';
import type { Reference, ReferenceStar } from './catalogue.js';
import type { FrameObject, FrameObjects } from './objects.js';
import type { Settings } from './params.js';
import { identify, judgeStar, strictShare, type SeenStar, type Unfit } from './star-choice.js';

/** A star of the catalogue that is on the frame, measured, and whether it may say how bright others are. */
export interface MatchedStar extends SeenStar<ReferenceStar> {
  readonly object: FrameObject;
  readonly unfit: Unfit | undefined;
}

/** Where the frame has too many neighbours for the strict rule, a star is felt only from this share of the light on. */
const lenientShare = 0.05;
/** So many sound stars are enough to be strict. */
const enoughStars = 12;
const shapeless = objectFlag.unusualShape | objectFlag.poorFit | objectFlag.noFit;
const spoilt = objectFlag.maskedOutline | objectFlag.maskedAperture | objectFlag.badPosition;

/** A star and a source are one within this: as asked, or half a star's width, but at least a pixel. */
export function matchRadius(
  wcs: Wcs,
  image: Pick<Image, 'widthPx' | 'heightPx'>,
  fwhmPx: Pixels,
  { srOverride }: Pick<Settings, 'srOverride'>,
): Arcseconds {
  const middle = { xPx: (image.widthPx + 1) / 2, yPx: (image.heightPx + 1) / 2 };
  return srOverride ?? Math.max(1, fwhmPx / 2) * localScale(wcs, middle).pixelScaleArcsec;
}

/** What is asked of the stars. */
export type StarSettings = Pick<Settings, 'srOverride' | 'catMagLower' | 'catMagUpper' | 'limitSigma'> & {
  readonly flags: Pick<Settings['flags'], 'filterBlends'>;
};

/** Finds the catalogue's stars among the objects, and judges each. @param targets places whose light is not to be among the stars */
export function matchStars(
  image: Pick<Image, 'widthPx' | 'heightPx'>,
  wcs: Wcs,
  { objects, fwhmPx, radiusPx }: Pick<FrameObjects, 'objects' | 'fwhmPx' | 'radiusPx'>,
  { stars }: Pick<Reference, 'stars'>,
  saturationAdu: number,
  targets: readonly PixelPosition[],
  settings: StarSettings,
): MatchedStar[] {
  const byOwner = new Map<SextractorSource, FrameObject>(objects.map((object) => [object.source, object]));
  const sources = objects.map(({ source }) => source);
  const seen = identify(sources, alone(stars, wcs, fwhmPx, settings), wcs, matchRadius(wcs, image, fwhmPx, settings));
  const catalogue = stars.flatMap((star) => {
    const at = wcs.skyToPixel(star);
    return at ? [{ ...at, mag: star.mag }] : [];
  });
  const surroundings = { image, sources, catalogue, saturationAdu, targets, reachPx: radiusPx + 2 * fwhmPx };
  const judged = (feltShare: number): MatchedStar[] =>
    seen.flatMap((star) => {
      const object = byOwner.get(star.source);
      return object
        ? [{ ...star, object, unfit: unfitness(star, object, { ...surroundings, feltShare }, settings) }]
        : [];
    });
  if (!settings.flags.filterBlends) return judged(Infinity);
  const strict = judged(strictShare);
  return strict.filter(({ unfit }) => unfit === undefined).length >= enoughStars ? strict : judged(lenientShare);
}

/** The stars that have no other within two widths of a star: the frame shows the others as one. */
function alone(
  stars: readonly ReferenceStar[],
  wcs: Wcs,
  fwhmPx: Pixels,
  { flags: { filterBlends } }: StarSettings,
): readonly ReferenceStar[] {
  return filterBlends ? isolated(stars, 2 * fwhmPx * wcs.pixelScaleArcsec).flatMap((i) => stars[i] ?? []) : stars;
}

function unfitness(
  star: SeenStar<ReferenceStar>,
  { flags, snr }: FrameObject,
  surroundings: Parameters<typeof judgeStar>[1],
  { catMagLower = -Infinity, catMagUpper = Infinity, limitSigma }: StarSettings,
): Unfit | undefined {
  const unfit = judgeStar(star, surroundings);
  if (unfit !== undefined) return unfit;
  if ((flags & spoilt) !== 0) return 'masked';
  if ((flags & objectFlag.cut) !== 0) return 'edge';
  if ((flags & shapeless) !== 0) return 'unusual shape';
  return star.star.mag >= catMagLower && star.star.mag <= catMagUpper && snr >= limitSigma ? undefined : 'out of range';
}

/** As the fit of the zero point wants it. A colour term that is forced is taken off here. */
export function calibrationStar(
  { object, star }: Pick<MatchedStar, 'object' | 'star'>,
  { forceColorTerm = 0 }: Pick<Settings, 'forceColorTerm'>,
): CalibrationStar {
  const { instrumentalMag, instrumentalMagError, xPx, yPx } = object;
  const forced = forceColorTerm === 0 ? 0 : forceColorTerm * star.colour;
  return {
    ...{ xPx, yPx, instrumentalMag, instrumentalMagError, colour: star.colour },
    ...{ catalogueMag: star.mag - forced, catalogueMagError: star.magError },
  };
}
