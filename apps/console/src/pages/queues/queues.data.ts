import type { DeadLetter, Job } from '@nightjar/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getJson, postJson, withQuery } from '../../live/api.js';
import type { Page } from '../../live/merge.js';
import type { ListedQueue } from './rules.js';

/** Nothing tells of a queue on the stream, so it is read again while its page is open. */
const QUEUES_MS = 2000;
const LETTERS_MS = 5000;

interface Missing {
  readonly service: string;
  readonly because: string;
}
export type Queues = Page<ListedQueue> & { readonly missing: readonly Missing[] };
export type Letters = Page<DeadLetter> & { readonly missing: readonly Missing[] };

export const useQueues = () =>
  useQuery({
    queryKey: ['queues'] as const,
    queryFn: ({ signal }) => getJson<Queues>('/api/queues', signal),
    refetchInterval: QUEUES_MS,
  });

export const useJobs = (queue: string, filter: Readonly<Record<string, string>>) =>
  useQuery({
    queryKey: ['jobs', queue, filter] as const,
    queryFn: ({ signal }) =>
      getJson<Page<Job>>(withQuery(`/api/queues/${encodeURIComponent(queue)}/jobs`, filter), signal),
    refetchInterval: QUEUES_MS,
    placeholderData: keepPreviousData,
  });

export const useLetters = (cursor: string | undefined) =>
  useQuery({
    queryKey: ['letters', cursor ?? ''] as const,
    queryFn: ({ signal }) =>
      getJson<Letters>(withQuery('/api/dead-letters', { limit: '50', ...(cursor ? { cursor } : {}) }), signal),
    refetchInterval: LETTERS_MS,
    placeholderData: keepPreviousData,
  });

export interface Order {
  readonly path: string;
  readonly body?: object;
}

/** Does something to queues, jobs or letters; afterwards everything about them, alarms too, is read again. */
export const useOrder = () => {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: Order) => postJson<unknown>(path, body ?? {}),
    onSettled: () =>
      Promise.all(['queues', 'jobs', 'letters', 'status'].map((noun) => cache.invalidateQueries({ queryKey: [noun] }))),
  });
};
export type Ordering = ReturnType<typeof useOrder>;
