import type {
  AddToProductGroup,
  DataProduct,
  DataProductGroup,
  DeleteProducts,
  Deletion,
  GetGallery,
  Gives,
  JoinProductGroup,
  Process,
} from '@nightjar/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getJson, postJson, withQuery } from '../live/api.js';
import { Gone, inParts, withAll, withThoseLeft, type Left } from './left.js';

export type Gallery = Gives<typeof GetGallery>;
export type GalleryItem = Gallery['items'][number];

const readGallery = async (ids: readonly string[]): Promise<Gallery> => {
  const parts = ids.length ? inParts(ids) : [[]];
  const answers = await Promise.all(
    parts.map((part) => getJson<Gallery>(withQuery('/api/gallery', { products: part.join() }))),
  );
  return { items: answers.flatMap(({ items }) => items), message: answers[0]?.message ?? null };
};

/** Products with what shows each of them; the identifiers of those that are not there any more. */
export const useGallery = (ids: readonly string[]) =>
  useQuery({
    queryKey: ['gallery', ids] as const,
    queryFn: () => withThoseLeft(ids, readGallery),
    placeholderData: keepPreviousData,
  });

/** Answers of these commands have a body, unlike those that only say that something is done. */
const post = async <T>(path: string, body: unknown): Promise<T> => (await postJson<T>(path, body)) as T;

/** What would go if these were deleted, as it is at this moment. */
export const useReview = (ids: readonly string[]) =>
  useQuery({
    queryKey: ['deletion', ids] as const,
    queryFn: async (): Promise<Left<Deletion>> => {
      if (!ids.length) return { answer: null, gone: [] };
      return withThoseLeft(ids, (products) => post<Deletion>('/api/data-products/deletions/review', { products }));
    },
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });

/** Deletes what a review says. Where that is not what is there now, the review is read again: nothing was deleted. */
export const useDelete = () => {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ products, confirmation }: Deletion) =>
      post<Gives<typeof DeleteProducts>>('/api/data-products/deletions', {
        products: products.map(({ id }) => id),
        confirmation,
      }),
    onError: () => cache.invalidateQueries({ queryKey: ['deletion'] }),
    onSuccess: () => readAgain(cache),
  });
};

type Cache = ReturnType<typeof useQueryClient>;

/** What is shown of groups and of products that may be gone. */
const readAgain = (cache: Cache): Promise<unknown> =>
  Promise.all(['groups', 'group', 'products'].map((noun) => cache.invalidateQueries({ queryKey: [noun] })));

/** Lists that still hold what is gone are read again. */
const onGone = (cache: Cache) => (error: Error) => (error instanceof Gone ? readAgain(cache) : undefined);

export interface Joined {
  readonly group: DataProductGroup;
  readonly message: string;
}

/** Puts products into a group: into the one of that identifier, else the one of that name, which is made if there is none. */
export const useJoin = () => {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({
      id,
      name,
      products,
    }: {
      id: string;
      name: string;
      products: readonly string[];
    }): Promise<Joined> => {
      return withAll(products, (add) =>
        id
          ? post<Gives<typeof AddToProductGroup>>(`/api/data-product-groups/${id}/products`, { products: add })
          : post<Gives<typeof JoinProductGroup>>('/api/data-product-groups/products', { name, products: add }),
      );
    },
    onError: onGone(cache),
    onSuccess: () => readAgain(cache),
  });
};

/** Renames a group, or takes products out of it. */
export const useChangeGroup = (id: string) => {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (change: { readonly name?: string; readonly remove?: readonly string[] }) =>
      post<DataProductGroup>('/api/data-product-groups', { id, ...change }),
    onSuccess: () => readAgain(cache),
  });
};

/** Makes a film of frames, with everything about it as usual. */
export const useTimelapse = () => {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ target, products }: { target: string; products: readonly DataProduct[] }) =>
      withAll(
        products.map(({ id }) => id),
        (inputs) => post<Process>('/api/processes', { pipeline: 'timelapse', target, inputs }),
      ),
    onError: onGone(cache),
  });
};
