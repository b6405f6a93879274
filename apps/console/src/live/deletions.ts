import { queryOptions } from '@tanstack/react-query';

/** A product that somebody deleted while this page was open. */
export interface Deleted {
  readonly id: string;
  readonly name: string;
  readonly by: string;
}

/** What was deleted since the console was opened, as the stream told of it; no list of it can be asked for. */
export const deletions = () =>
  queryOptions({
    queryKey: ['deletions'] as const,
    queryFn: ({ client }): readonly Deleted[] => client.getQueryData<readonly Deleted[]>(['deletions']) ?? [],
    staleTime: Infinity,
    gcTime: Infinity,
  });
