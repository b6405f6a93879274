import type {
  Agent,
  Chain,
  Command,
  DataProduct,
  DataProductGroup,
  Heartbeat,
  Instrument,
  LogLine,
  NightPlan,
  Notice,
  Observation,
  ObservationRequest,
  Process,
  ReducedDatum,
  Target,
  Verdict,
} from '@nightjar/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { newerVerdict } from '../candidates/rules.js';
import {
  belongs,
  isOver,
  mergeLines,
  newerChain,
  newerObservation,
  newerPlan,
  newerProcess,
  newerRequest,
  replaced,
  upsert,
  without,
  type Newer,
  type Page,
} from './merge.js';
import { deletions, type Deleted } from './deletions.js';
import { heard as heardAt } from './heard.js';
import type { Devices, Params, StatusNow } from './queries.js';
import type { SubjectName } from './subjects.js';

/** @param atMs when it was heard, on the browser's monotonic clock, milliseconds */
type Receive = (cache: QueryClient, payload: never, atMs: number) => void;

/** Puts a noun into every cached list that would hold it. */
const intoLists =
  <T extends { readonly id: string }>(noun: string, newer?: Newer<T>, end?: 'first' | 'last') =>
  (cache: QueryClient, heard: T): void => {
    for (const [key, page] of cache.getQueriesData<Page<T>>({ queryKey: [noun] })) {
      const params = (key[1] ?? {}) as Params;
      if (page && belongs(params, heard)) cache.setQueryData<Page<T>>(key, upsert(page, heard, newer, end));
    }
  };

/** Changes every cached list of a noun in which something is found to change. */
const inLists = <T>(cache: QueryClient, noun: string, change: (page: Page<T>) => Page<T> | null): void => {
  for (const [key, page] of cache.getQueriesData<Page<T>>({ queryKey: [noun] })) {
    const changed = page ? change(page) : null;
    if (changed) cache.setQueryData<Page<T>>(key, changed);
  }
};

const processLists = intoLists<Process>('processes', newerProcess);
const targetLists = intoLists<Target>('targets');

const receiveTarget = (cache: QueryClient, heard: Target): void => {
  inLists<Target>(cache, 'targets', (page) => replaced(page, heard));
  cache.setQueryData<Target>(['target', heard.id], (shown) => (shown ? heard : shown));
};

const productLists = intoLists<DataProduct>('products');

/** A page may have asked for it before the catalogue had it. */
const receiveProduct = (cache: QueryClient, heard: DataProduct): void => {
  productLists(cache, heard);
  const key = ['product', heard.id];
  if (cache.getQueryState(key)) cache.setQueryData<DataProduct>(key, heard);
};

/** What is in a group, and whether a list shows it, its own record says. */
const receiveGroup = (cache: QueryClient, { id }: Pick<DataProductGroup, 'id'>): void => {
  void cache.invalidateQueries({ queryKey: ['group', id] });
  void cache.invalidateQueries({ queryKey: ['groups'] });
};

const withoutProducts =
  (gone: ReadonlySet<string>) =>
  (group: DataProductGroup): DataProductGroup => ({ ...group, products: group.products.filter((id) => !gone.has(id)) });

const isAbout = (ids: unknown, id: string): boolean => Array.isArray(ids) && ids.includes(id);

/** A product that was deleted leaves every list and group, and its measured values theirs. */
const receiveDeletion = (
  cache: QueryClient,
  { product: { id, name }, reducedData, by }: { product: DataProduct; reducedData: readonly string[]; by: string },
): void => {
  const gone = new Set([id]);
  inLists<DataProduct>(cache, 'products', (page) => without(page, gone));
  inLists<ReducedDatum>(cache, 'data', (page) => without(page, new Set(reducedData)));
  const leave = withoutProducts(gone);
  inLists<DataProductGroup>(cache, 'groups', (page) => ({ ...page, results: page.results.map(leave) }));
  cache.setQueriesData<DataProductGroup>({ queryKey: ['group'] }, (group) => (group ? leave(group) : group));
  void cache.invalidateQueries({ queryKey: ['gallery'], predicate: ({ queryKey }) => isAbout(queryKey[1], id) });
  cache.setQueryData<readonly Deleted[]>(deletions().queryKey, (known = []) =>
    known.some((one) => one.id === id) ? known : [...known, { id, name, by }],
  );
};

/** What an agent's going or coming means for alarms and readiness, the gateway says. */
const receiveAgent = (cache: QueryClient, agent: Agent, atMs: number): void => {
  const heard = heardAt(agent, atMs);
  cache.setQueryData<StatusNow>(
    ['status'],
    (shown) => shown && { ...shown, agents: shown.agents.map((one) => (one.name === heard.name ? heard : one)) },
  );
  void cache.invalidateQueries({ queryKey: ['status'] });
};

/** Lines of a log may be lost on their way; of the last ones no gap tells, so the log is read once more at the end. */
const receiveProcess = (cache: QueryClient, heard: Process): void => {
  processLists(cache, heard);
  if (isOver(heard.state)) void cache.invalidateQueries({ queryKey: ['log', heard.id] });
  cache.setQueryData<Process>(['process', heard.id], (shown) => (shown && newerProcess(shown, heard) ? heard : shown));
};

const chainLists = intoLists<Chain>('chains', newerChain);

const receiveChain = (cache: QueryClient, heard: Chain): void => {
  chainLists(cache, heard);
  cache.setQueryData<Chain>(['chain', heard.id], (shown) => (shown && newerChain(shown, heard) ? heard : shown));
};

const receivePlan = (cache: QueryClient, heard: NightPlan): void => {
  cache.setQueryData<NightPlan>(['plan'], (shown) => (shown && !newerPlan(shown, heard) ? shown : heard));
};

const receiveInstrument = (cache: QueryClient, heard: Instrument, atMs: number): void => {
  cache.setQueryData<Devices>(['instruments'], (shown) => {
    if (!shown) return shown;
    const at = shown.results.findIndex(({ name }) => name === heard.name);
    const device = heardAt(heard, atMs);
    return { ...shown, results: at < 0 ? [...shown.results, device] : shown.results.with(at, device) };
  });
};

const receiveCommand = (cache: QueryClient, heard: Command): void => {
  cache.setQueryData<Devices>(['instruments'], (shown) =>
    shown
      ? {
          ...shown,
          results: shown.results.map((d) => (d.name === heard.instrument ? { ...d, lastCommand: heard } : d)),
        }
      : shown,
  );
};

const receiveSafety = (cache: QueryClient, { safe, because }: { safe: boolean; because: string }): void => {
  cache.setQueryData<Devices>(['instruments'], (shown) => (shown ? { ...shown, safe, because } : shown));
};

const receiveHeartbeat = (cache: QueryClient, heard: Heartbeat, atMs: number): void => {
  cache.setQueryData<StatusNow>(['status'], (shown) => {
    if (!shown) return shown;
    const agent = { ...heard, ageS: 0, heardAtMs: atMs };
    const at = shown.agents.findIndex(({ name }) => name === heard.name);
    return { ...shown, agents: at < 0 ? [...shown.agents, agent] : shown.agents.with(at, agent) };
  });
};

const receiveLine = (cache: QueryClient, { process, ...line }: LogLine & { process: string }): void => {
  cache.setQueryData<readonly LogLine[]>(['log', process], (shown) => (shown ? mergeLines(shown, [line]) : shown));
};

/** What each message does to what is shown. One table, so that nothing listened to is forgotten. */
export const RECEIVE: Readonly<Record<SubjectName, Receive>> = {
  noticeReceived: intoLists<Notice>('notices', (shown) => shown.outcome.decision === 'pending'),
  noticeConcluded: intoLists<Notice>('notices'),
  targetAdded: (cache, heard: Target) => targetLists(cache, heard),
  targetChanged: receiveTarget,
  productAdded: receiveProduct,
  productDeleted: receiveDeletion,
  groupChanged: receiveGroup,
  candidateJudged: intoLists<Verdict>('verdicts', newerVerdict),
  datumAdded: intoLists<ReducedDatum>('data', undefined, 'last'),
  requestChanged: intoLists<ObservationRequest>('requests', newerRequest),
  planMade: receivePlan,
  observationChanged: intoLists<Observation>('observations', newerObservation),
  commandChanged: receiveCommand,
  safetyChanged: receiveSafety,
  chainChanged: receiveChain,
  processChanged: receiveProcess,
  agentLost: receiveAgent,
  agentReturned: receiveAgent,
  instrumentState: receiveInstrument,
  processLog: receiveLine,
  heartbeat: receiveHeartbeat,
};
