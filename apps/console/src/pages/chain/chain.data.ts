import type { Chain, ChainStepOrder, Process } from '@nightjar/contracts';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { postJson } from '../../live/api.js';
import { chain, process } from '../../live/queries.js';

export const useChain = (id: string) => useQuery(chain(id));

/** What is known of the processes of a chain; events keep each of them fresh. */
export const useProcessesOf = (ids: readonly string[]): Process[] =>
  useQueries({
    queries: ids.map((id) => process(id)),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  });

export interface ChainOrder {
  readonly steps: readonly ChainStepOrder[];
  readonly target: string | null;
  readonly inputs: readonly string[];
  readonly preset?: string;
}

export const useStartChain = () =>
  useMutation({ mutationFn: (order: ChainOrder) => postJson<Chain>('/api/chains', order) });

/** Cancels a chain, or resumes it as a new one; what is shown of it is read again. */
export const useChainOrder = () => {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, does, body }: { id: string; does: 'cancel' | 'resume'; body: object }) =>
      postJson<Chain>(`/api/chains/${id}/${does}`, body),
    onSettled: (_made, _error, { id }) =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['chains'] }),
        cache.invalidateQueries({ queryKey: ['chain', id] }),
      ]),
  });
};
