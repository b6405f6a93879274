import type { Process, Verdict } from '@nightjar/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getJson, postJson } from '../live/api.js';
import { upsert, type Page } from '../live/merge.js';
import { process, verdicts } from '../live/queries.js';
import { listOf, newerVerdict } from './rules.js';

export const useProcess = (id: string) => useQuery(process(id));
export const useVerdicts = (id: string) => useQuery(verdicts(id));

/** All that a process lists; null where it made no list, and its facts have to do. A list never changes. */
export const useCandidateList = ({ outputs }: Pick<Process, 'outputs'>) => {
  const id = listOf(outputs);
  return useQuery({
    queryKey: ['candidate-list', id] as const,
    queryFn: ({ signal }) => (id === null ? null : getJson<unknown>(`/api/data-products/${id}/file`, signal)),
    staleTime: Infinity,
  });
};

/** Gives a verdict, or takes it back; what others give is heard on the stream. */
export const useGive = (id: string) => {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (verdict: Pick<Verdict, 'candidate' | 'verdict'>) =>
      postJson<Verdict>('/api/verdicts', { process: id, ...verdict }),
    onSuccess: (given) => {
      if (given)
        cache.setQueryData<Page<Verdict>>(verdicts(id).queryKey, (page) => page && upsert(page, given, newerVerdict));
    },
  });
};
