import type {
  Chain,
  DataProduct,
  DataProductGroup,
  Instrument,
  LogLine,
  NightPlan,
  Notice,
  Observation,
  ObservationRequest,
  Process,
  PhotometryDatum,
  Target,
  Verdict,
} from '@nightjar/contracts';
import { queryOptions } from '@tanstack/react-query';
import { getJson, withQuery } from './api.js';
import { readingOf, type ClockReading } from './clock.js';
import { heard, type Heard } from './heard.js';
import { mergeLines, type Page } from './merge.js';
import type { AgentStatus, Status } from './status.js';

export type Params = Readonly<Record<string, string>>;
export type StatusNow = Omit<Status, 'agents'> & {
  readonly agents: readonly Heard<AgentStatus>[];
  readonly reading: ClockReading;
};
export interface Devices {
  readonly results: readonly Heard<Instrument>[];
  readonly safe: boolean | null;
  readonly because: string;
}

/** Lists hold at most this many rows at once; what is older is a page further. */
export const PAGE_SIZE = 200;

/** In which words a waiting request is planned changes with each plan, and is not told of each request. */
const REQUESTS_MS = 10_000;

const list = <T>(noun: string, path: string, params: Params) =>
  queryOptions({
    queryKey: [noun, params] as const,
    queryFn: ({ signal }) => getJson<Page<T>>(withQuery(path, { limit: String(PAGE_SIZE), ...params }), signal),
  });

export const notices = (params: Params = {}) => list<Notice>('notices', '/api/notices', params);
export const targets = (params: Params = {}) =>
  list<Target & { separationArcsec?: number | null }>('targets', '/api/targets', params);
export const requests = (params: Params = {}) => ({
  ...list<ObservationRequest>('requests', '/api/requests', params),
  refetchInterval: REQUESTS_MS,
});
export const observations = (params: Params = {}) => list<Observation>('observations', '/api/observations', params);
export const processes = (params: Params = {}) => list<Process>('processes', '/api/processes', params);
export const chains = (params: Params = {}) => list<Chain>('chains', '/api/chains', params);
export const products = (params: Params = {}) => list<DataProduct>('products', '/api/data-products', params);
export const groups = (params: Params = {}) => list<DataProductGroup>('groups', '/api/data-product-groups', params);
export const photometry = (target: string) =>
  list<PhotometryDatum>('data', '/api/reduced-data', { target, kind: 'photometry', limit: '1000' });

/** As many as one answer holds: no run tells of more candidates. */
export const verdicts = (process: string) => list<Verdict>('verdicts', '/api/verdicts', { process, limit: '1000' });

export const target = (id: string) =>
  queryOptions({
    queryKey: ['target', id] as const,
    queryFn: ({ signal }) => getJson<Target>(`/api/targets/${id}`, signal),
  });

export const group = (id: string) =>
  queryOptions({
    queryKey: ['group', id] as const,
    queryFn: ({ signal }) => getJson<DataProductGroup>(`/api/data-product-groups/${id}`, signal),
  });

export const process = (id: string) =>
  queryOptions({
    queryKey: ['process', id] as const,
    queryFn: ({ signal }) => getJson<Process>(`/api/processes/${id}`, signal),
  });

export const chain = (id: string) =>
  queryOptions({
    queryKey: ['chain', id] as const,
    queryFn: ({ signal }) => getJson<Chain>(`/api/chains/${id}`, signal),
  });

interface LogAnswer {
  readonly lines: readonly LogLine[];
  readonly nextOffset: number;
}

const readLog = async (id: string, offset: number, signal: AbortSignal): Promise<readonly LogLine[]> => {
  const { lines, nextOffset } = await getJson<LogAnswer>(`/api/processes/${id}/log?offset=${offset}`, signal);
  return lines.length && nextOffset > offset ? mergeLines(lines, await readLog(id, nextOffset, signal)) : lines;
};

export const processLog = (id: string) =>
  queryOptions({
    queryKey: ['log', id] as const,
    queryFn: ({ signal }) => readLog(id, 0, signal),
  });

export const plan = () =>
  queryOptions({
    queryKey: ['plan'] as const,
    queryFn: ({ signal }) => getJson<NightPlan>('/api/plan', signal),
  });

export const devices = () =>
  queryOptions({
    queryKey: ['instruments'] as const,
    queryFn: async ({ signal }): Promise<Devices> => {
      const answer = await getJson<{ results: Instrument[]; safe?: boolean; because?: string }>(
        '/api/instruments',
        signal,
      );
      const nowMs = performance.now();
      const results = answer.results.map((instrument) => heard(instrument, nowMs));
      return { results, safe: answer.safe ?? null, because: answer.because ?? '' };
    },
    refetchInterval: 15_000,
  });

export const status = () =>
  queryOptions({
    queryKey: ['status'] as const,
    queryFn: async ({ signal }): Promise<StatusNow> => {
      const sentAtMs = performance.now();
      const answer = await getJson<Status>('/api/status', signal);
      const gotAtMs = performance.now();
      const reading = readingOf(answer.clock.now, answer.clock.rate, sentAtMs, gotAtMs);
      return { ...answer, agents: answer.agents.map((agent) => heard(agent, gotAtMs)), reading };
    },
    refetchInterval: 10_000,
  });
