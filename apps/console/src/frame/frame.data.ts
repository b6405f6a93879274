import type { DataProduct } from '@nightjar/contracts';
import { Header, readTable, readWcs, type Wcs } from '@nightjar/imaging/browser';
import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getJson, getText, withQuery } from '../live/api.js';
import { useCandidateList } from '../candidates/candidates.data.js';
import { candidatesOf } from '../candidates/rules.js';
import { process, products, targets } from '../live/queries.js';
import type { Card } from '../pages/target/rules.js';
import { candidateMarks, catalogueMarks, objectMarks, regionMarks, targetMarks, type Mark } from './marks.js';
import type { Levels } from './levels.js';
import { companionsOf, type Companions } from './siblings.js';
import type { Size } from './view.js';

interface Listed extends Size {
  readonly hdu: number;
  readonly name: string | null;
  readonly planes: number;
}

/** What the gateway tells of an image: all but its pixels. */
export interface ImageFacts extends Listed, Levels {
  readonly cards: readonly Card[];
  readonly images: readonly Listed[];
}

/** Which image of a file, as the address has it. */
export interface Which {
  readonly hdu?: string;
  readonly plane?: string;
}

export const pixelsPath = (id: string, which: Which): string =>
  withQuery(`/api/data-products/${id}/pixels`, which as Readonly<Record<string, string>>);

const imageFacts = (id: string, which: Which) =>
  queryOptions({
    queryKey: ['image', id, which] as const,
    queryFn: ({ signal }) =>
      getJson<ImageFacts>(
        withQuery(`/api/data-products/${id}/image`, which as Readonly<Record<string, string>>),
        signal,
      ),
    staleTime: Infinity,
    retry: false,
  });

export const useImage = (id: string, which: Which = {}) => useQuery(imageFacts(id, which));

const productOptions = (id: string) =>
  queryOptions({
    queryKey: ['product', id] as const,
    queryFn: ({ signal }) => getJson<DataProduct>(`/api/data-products/${id}`, signal),
  });

/** Planes that lie on the pixels of a frame, with what is told of each; others cannot be blinked with it. */
export const useOnSamePixels = (frames: readonly DataProduct[], { widthPx, heightPx }: Size) => {
  const answers = useQueries({ queries: frames.map(({ id }) => imageFacts(id, {})) });
  return frames.flatMap((product, i) => {
    const facts = answers[i]?.data;
    return facts?.widthPx === widthPx && facts.heightPx === heightPx ? [{ product, facts }] : [];
  });
};

export const useProduct = (id: string) => useQuery(productOptions(id));

/** The file of a product as text; nothing of one that is not there, or larger than a page can bear. */
const MOST_TEXT_BYTES = 20_000_000;
export const useText = (product: DataProduct | null | undefined) =>
  useQuery({
    queryKey: ['text', product?.id] as const,
    queryFn: ({ signal }) => getText(`/api/data-products/${product?.id}/file`, signal),
    enabled: !!product && product.size <= MOST_TEXT_BYTES,
    staleTime: Infinity,
  });

/** As many as one answer holds. The cutouts of a subtraction, some for each candidate, are newer than what photometry made, and would fill it. */
const ABOUT = { limit: '1000', without: 'cutout' };

/**
 * Products about the frame, and where it lies on the pixels of the frame that it was made of, those about that one: a
 * masked frame does, a cropped one does not.
 */
export const useCompanions = (frame: DataProduct, { widthPx, heightPx }: Size): Companions<DataProduct> => {
  const origin = frame.of ?? '';
  const enabled = frame.of !== null;
  const own = useQuery(products({ of: frame.id, ...ABOUT })).data?.results;
  const science = useQuery({ ...productOptions(origin), enabled }).data;
  const image = useQuery({ ...imageFacts(origin, {}), enabled }).data;
  const isOnItsPixels = image?.widthPx === widthPx && image.heightPx === heightPx;
  const about = useQuery({ ...products({ of: origin, ...ABOUT }), enabled: isOnItsPixels }).data?.results;
  return useMemo(() => {
    const found = companionsOf(frame.id, [...(own ?? []), ...((isOnItsPixels && about) || [])]);
    return science && isOnItsPixels ? { ...found, frames: [science, ...found.frames] } : found;
  }, [frame.id, own, about, science, isOnItsPixels]);
};

export type WcsFound = { readonly wcs: Wcs } | { readonly wcs: null; readonly because: string };

const wcsIn = (cards: readonly Card[]): WcsFound => {
  const header = new Header(
    cards.map(({ key, value }) => (value === null ? { keyword: key } : { keyword: key, value })),
  );
  try {
    const wcs = readWcs(header);
    return wcs ? { wcs } : { wcs: null, because: 'The header has no world coordinates.' };
  } catch (fault) {
    return { wcs: null, because: fault instanceof Error ? fault.message : String(fault) };
  }
};

/** World coordinates: of a solution that was found since where there is one, else those of the header. */
export const useWcs = (facts: ImageFacts, solution: DataProduct | null): WcsFound => {
  const solved = useQuery({
    queryKey: ['header', solution?.id] as const,
    queryFn: ({ signal }) => getJson<{ cards: Card[] }>(`/api/data-products/${solution?.id}/header`, signal),
    enabled: solution !== null,
    staleTime: Infinity,
  });
  return useMemo(() => {
    const found = solved.data ? wcsIn(solved.data.cards) : null;
    return found?.wcs ? found : wcsIn(facts.cards);
  }, [facts, solved.data]);
};

/** Everything that can be marked on the frame. */
export const useMarks = (
  facts: ImageFacts,
  { wcs }: WcsFound,
  companions: Companions<DataProduct>,
): readonly Mark[] => {
  const objects = useText(companions.objects).data;
  const catalogue = useText(companions.catalogue).data;
  const regions = useText(companions.regions).data;
  const cone = useMemo(() => (wcs ? coneOf(wcs, facts) : null), [wcs, facts]);
  const maker = companions.candidates?.process ?? null;
  const found = useQuery({ ...process(maker ?? ''), enabled: maker !== null }).data;
  const list = useCandidateList(found ?? nothingMade).data;
  const near = useQuery({ ...targets({ cone: cone ?? '' }), enabled: cone !== null });
  return useMemo(
    () => [
      ...(objects === undefined ? [] : objectMarks(readTable(objects))),
      ...(catalogue === undefined ? [] : catalogueMarks(readTable(catalogue))),
      ...(regions === undefined ? [] : regionMarks(regions, wcs, ringOf(companions.regions))),
      ...(found ? candidateMarks(candidatesOf(found, [], list)) : []),
      ...(wcs && near.data ? targetMarks(near.data.results, wcs, facts) : []),
    ],
    [objects, catalogue, regions, companions.regions, found, list, near.data, wcs, facts],
  );
};

const nothingMade = { outputs: [] };

/** The ring in which the sky was measured, as photometry tells it of its regions. */
const ringOf = (regions: DataProduct | null): readonly [number, number] | undefined => {
  const [inner, outer] = [regions?.meta['annulusInnerPx'], regions?.meta['annulusOuterPx']];
  return typeof inner === 'number' && typeof outer === 'number' ? [inner, outer] : undefined;
};

/** The circle about the frame, as lists of targets are asked: degrees. */
const coneOf = (wcs: Wcs, { widthPx, heightPx }: Size): string | null => {
  const { raDeg, decDeg } = wcs.pixelToSky({ xPx: (widthPx + 1) / 2, yPx: (heightPx + 1) / 2 });
  const radiusDeg = (Math.hypot(widthPx, heightPx) / 2) * (wcs.pixelScaleArcsec / 3600) * 1.02;
  if (!Number.isFinite(raDeg + decDeg)) return null;
  return [raDeg, decDeg, Math.min(180, radiusDeg)].map((value) => value.toFixed(6)).join(',');
};
