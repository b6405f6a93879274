import type { PipelineInfo, Preset, Process, Rule } from '@nightjar/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deleteJson, getJson, isConflict, postJson } from '../../live/api.js';
import type { Page } from '../../live/merge.js';
import { chains } from '../../live/queries.js';

/** Files in the folder of pipelines come and go, and others save presets and rules; nothing on the stream tells of them. */
const AGAIN_MS = 10_000;

/** Each time somebody else was faster. */
const SWITCH_TRIES = 5;

export const usePipelines = () =>
  useQuery({
    queryKey: ['pipelines'] as const,
    queryFn: ({ signal }) => getJson<Page<PipelineInfo>>('/api/pipelines', signal),
    refetchInterval: AGAIN_MS,
  });

export const useChains = () => useQuery(chains({ limit: '20' }));

export const usePresets = () =>
  useQuery({
    queryKey: ['presets'] as const,
    queryFn: ({ signal }) => getJson<Page<Preset>>('/api/presets?limit=200', signal),
    refetchInterval: AGAIN_MS,
  });

export const useRules = () =>
  useQuery({
    queryKey: ['rules'] as const,
    queryFn: ({ signal }) => getJson<Page<Rule>>('/api/rules?limit=200', signal),
    refetchInterval: AGAIN_MS,
  });

export interface RunOrder {
  readonly pipeline: string;
  readonly target: string | null;
  readonly inputs: readonly string[];
  readonly flags: Readonly<Record<string, boolean>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly preset?: string;
}

/** Orders a run. */
export const useRun = () =>
  useMutation({ mutationFn: (order: RunOrder) => postJson<Process>('/api/processes', order) });

/** Saves and deletes presets or rules; the list is read again afterwards. */
export const useNouns = (noun: 'presets' | 'rules') => {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: [noun] });
  return {
    save: useMutation({ mutationFn: (body: unknown) => postJson<unknown>(`/api/${noun}`, body), onSettled }),
    remove: useMutation({ mutationFn: (id: string) => deleteJson(`/api/${noun}/${id}`), onSettled }),
  };
};

/** A preset or a rule as it is now, read when it is asked for. */
export const usePresent = (noun: 'presets' | 'rules', id: string) =>
  useMutation({ mutationFn: () => getJson<Stored>(`/api/${noun}/${id}`) });
export type Stored = Readonly<Record<string, unknown>> & Pick<Rule, 'revision' | 'changedAt' | 'changedBy'>;
export type Nouns = ReturnType<typeof useNouns>;

/** Switches a rule on or off as it is now: what somebody else changes of it before, or in the same moment, stays changed. */
export const useSwitch = () => {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, enabled }: Pick<Rule, 'id' | 'enabled'>) =>
      postJson<Rule>('/api/rules', { ...(await getJson<Rule>(`/api/rules/${id}`)), enabled }),
    retry: (failed, error) => failed < SWITCH_TRIES && isConflict(error),
    retryDelay: 0,
    onSettled: () => cache.invalidateQueries({ queryKey: ['rules'] }),
  });
};
