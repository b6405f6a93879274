import {
  isOn,
  matchNearest,
  readWcs,
  FitsError,
  separationDeg,
  localScale,
  type Header,
  type Image,
  type SextractorSource,
  type TychoStar,
  type Wcs,
} from '@nightjar/imaging';

/** STDWeb's bound: coarser is no picture of stars. */
const coarsestArcsec = 100;

/** The coordinates of a header if they can be used, or a sentence on why not; undefined when it has none. */
export function wcsOfHeader(header: Header, { widthPx, heightPx }: Image): Wcs | string | undefined {
  try {
    const wcs = readWcs(header);
    const { pixelScaleArcsec } = wcs
      ? localScale(wcs, { xPx: widthPx / 2, yPx: heightPx / 2 })
      : { pixelScaleArcsec: 0 };
    if (!wcs || (pixelScaleArcsec > 0 && pixelScaleArcsec <= coarsestArcsec)) return wcs;
    return `The coordinates of the header have ${pixelScaleArcsec.toFixed(0)} arcsec a pixel: they are not used.`;
  } catch (fault) {
    if (fault instanceof FitsError) return `The coordinates of the header are not used: ${fault.message}.`;
    throw fault;
  }
}

/** How well coordinates put the stars of a catalogue onto the sources of a frame. */
export type WcsVerdict =
  | { readonly kind: 'fits'; readonly starsMatched: number; readonly residualArcsec: number }
  | { readonly kind: 'does not fit'; readonly starsMatched: number; readonly starsExpected: number }
  /** The catalogue has too few stars there to say. */
  | { readonly kind: 'unknown' };

/** The brightest are compared: what is bright is in both lists. */
const compared = 60;
const fewestStars = 4;
/** Share of the stars that must be there, and how many times as many as chance puts there. */
const [leastShare, aboveChance] = [0.3, 4];

/**
 * Compares the brightest stars of the catalogue on the frame with the brightest sources: a star counts when a source lies within
 * three pixels. Chance puts sources there as often as their density says.
 */
export function judgeWcs(
  wcs: Wcs,
  sources: readonly SextractorSource[],
  catalogue: readonly TychoStar[],
  image: Image,
): WcsVerdict {
  const stars = catalogue
    .filter((star) => isOn(wcs.skyToPixel(star), image))
    .toSorted((p, q) => p.mag - q.mag)
    .slice(0, compared);
  if (stars.length < fewestStars) return { kind: 'unknown' };
  const bright = sources.toSorted((p, q) => q.fluxAutoAdu - p.fluxAutoAdu).slice(0, 4 * compared);
  const reachPx = 3;
  const sky = bright.map((source) => wcs.pixelToSky(source));
  const { pixelScaleArcsec } = localScale(wcs, { xPx: image.widthPx / 2, yPx: image.heightPx / 2 });
  const pairs = matchNearest(stars, sky, reachPx * pixelScaleArcsec);
  const byChance = (stars.length * bright.length * Math.PI * reachPx ** 2) / (image.widthPx * image.heightPx);
  const needed = Math.max(fewestStars, leastShare * stars.length, aboveChance * byChance);
  if (pairs.length < Math.min(needed, stars.length))
    return { kind: 'does not fit', starsMatched: pairs.length, starsExpected: stars.length };
  const squares = pairs.reduce((sum, { a, b }) => {
    const [star, at] = [stars[a], sky[b]];
    return sum + (star && at ? (3600 * separationDeg(star, at)) ** 2 : 0);
  }, 0);
  return { kind: 'fits', starsMatched: pairs.length, residualArcsec: Math.sqrt(squares / pairs.length) };
}
