import { colourPairOf, type CatalogueStar, type Filter } from '@nightjar/catalogues';
import { footprint, type Image, type SkyPosition, type TychoStar, type Wcs } from '@nightjar/imaging';
import type { Magnitudes } from '@nightjar/astro';
import type { PipelineContext } from '../kit/definition.js';
import type { Settings } from './params.js';
import { tychoStars } from './reference-stars.js';

/** A star that is known, in the band that the frame is calibrated in. */
export interface ReferenceStar extends TychoStar {
  /** 0 where the catalogue states none. */
  readonly magError: Magnitudes;
  /** NaN where the catalogue has not both bands. */
  readonly colour: Magnitudes;
  readonly star: CatalogueStar;
}

/** The stars of a field. */
export interface Reference {
  readonly stars: readonly ReferenceStar[];
  readonly catalogue: string;
  readonly band: Filter;
  /** Bands of the colour, bluer first; absent for a band without one. */
  readonly pair?: readonly [Filter, Filter];
  /** A server gave them, now or before. */
  readonly isOfServer: boolean;
  /** Where the stars were taken from, a sentence for the log. */
  readonly note: string;
}

type Context = Pick<PipelineContext<unknown>, 'sky' | 'tool' | 'workdir' | 'fail'>;

/**
 * The catalogue's stars on a frame and a little beyond its corners. When no catalogue can be asked, those of the Tycho-2 index
 * stand in.
 */
export async function referenceStars(
  ctx: Context,
  wcs: Wcs,
  image: Image,
  filter: Filter,
  { catName, catLimit }: Pick<Settings, 'catName' | 'catLimit'>,
): Promise<Reference> {
  const cone = coneOf(wcs, image);
  if (catName === 'tycho2') return ofTycho2(await tychoStars(ctx, cone), catLimit);
  const found = await ctx.sky
    .stars({ filter, cone, limitMag: catLimit, ...(catName === 'auto' ? {} : { catalogue: catName }) })
    .catch((fault: unknown) => {
      if (fault instanceof RangeError) return ctx.fail(`${capital(fault.message)}.`);
      throw fault;
    });
  if (found.catalogue === null || found.filter === null)
    return ofTycho2(await tychoStars(ctx, cone), catLimit, found.note);
  return {
    ...inBand(found.stars, found.filter),
    ...{ catalogue: found.catalogue, isOfServer: found.from === 'network' || found.from === 'cache', note: found.note },
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Out to 20 pixels beyond the corners: a star there sheds light into the frame. */
function coneOf(wcs: Wcs, { widthPx, heightPx }: Image): SkyPosition & { readonly radiusDeg: number } {
  const { centre, pixelScaleArcsec } = footprint(wcs, { widthPx, heightPx });
  return { ...centre, radiusDeg: ((Math.hypot(widthPx, heightPx) / 2 + 20) * pixelScaleArcsec) / 3600 };
}

function ofTycho2(stars: readonly TychoStar[], catLimit: Magnitudes, because?: string): Reference {
  const known = stars
    .filter(({ mag }) => mag <= catLimit)
    .map(({ raDeg, decDeg, mag }) => ({ raDeg, decDeg, mags: { VT: { mag, errorMag: NaN } } }));
  const note = `${known.length} stars of tycho2 (VT) from the index on this machine.${because === undefined ? '' : ` ${because}`}`;
  return { ...inBand(known, 'VT'), catalogue: 'tycho2', isOfServer: false, note };
}

/** The same stars in a band, with the colour that goes with it. */
export function inBand(stars: readonly CatalogueStar[], band: Filter): Pick<Reference, 'stars' | 'band' | 'pair'> {
  const pair = colourPairOf(band);
  const inside = stars.flatMap((star) => {
    const found = star.mags[band];
    if (!found || !Number.isFinite(found.mag)) return [];
    const colour = pair ? (star.mags[pair.blue]?.mag ?? NaN) - (star.mags[pair.red]?.mag ?? NaN) : NaN;
    const { raDeg, decDeg } = star;
    return [{ raDeg, decDeg, mag: found.mag, magError: found.errorMag || 0, colour, star }];
  });
  return { stars: inside, band, ...(pair ? { pair: [pair.blue, pair.red] as const } : {}) };
}
