import type { Chain, LogLine, NightPlan, Observation, ObservationRequest, Process } from '@nightjar/contracts';

interface Identified {
  readonly id: string;
}

/** A page of a list, as the API gives it. */
export interface Page<T> {
  readonly results: readonly T[];
  readonly next: string | null;
  readonly count: { readonly value: number; readonly exact: boolean };
}

/** Whether a noun heard later replaces the one already shown. */
export type Newer<T> = (shown: T, heard: T) => boolean;

const always = (): boolean => true;

/** The list with the noun in it: in its old place if it was there, at its end of the list if it is new. */
export const upsert = <T extends Identified>(
  page: Page<T>,
  heard: T,
  newer: Newer<T> = always,
  end: 'first' | 'last' = 'first',
): Page<T> => {
  const at = page.results.findIndex((shown) => shown.id === heard.id);
  const shown = page.results[at];
  if (shown) return newer(shown, heard) ? { ...page, results: page.results.with(at, heard) } : page;
  const results = end === 'first' ? [heard, ...page.results] : [...page.results, heard];
  return { ...page, results, count: { ...page.count, value: page.count.value + 1 } };
};

/** The list without a noun that is gone; null where it was not in it. */
export const without = <T extends Identified>(page: Page<T>, gone: ReadonlySet<string>): Page<T> | null => {
  const results = page.results.filter(({ id }) => !gone.has(id));
  const fewer = page.results.length - results.length;
  return fewer ? { ...page, results, count: { ...page.count, value: Math.max(0, page.count.value - fewer) } } : null;
};

/** The list with what was changed of a noun that is in it, and what only the list tells of it; null where it is not. */
export const replaced = <T extends Identified>(page: Page<T>, heard: T): Page<T> | null => {
  const at = page.results.findIndex((shown) => shown.id === heard.id);
  const shown = page.results[at];
  return shown ? { ...page, results: page.results.with(at, { ...shown, ...heard }) } : null;
};

const over = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'COMPLETED', 'EXPIRED', 'REJECTED', 'INTERRUPTED']);

/** Whether nothing more comes of it. */
export const isOver = (state: string): boolean => over.has(state);

/** A finished thing is not brought back by a late message; a new attempt of a process is. */
export const newerProcess: Newer<Process> = (shown, heard) => {
  if (shown.attempt !== heard.attempt) return heard.attempt > shown.attempt;
  if (over.has(shown.state)) return over.has(heard.state);
  return over.has(heard.state) || heard.steps.length >= shown.steps.length;
};

/** A chain that is over is over: resuming one makes another. */
export const newerChain: Newer<Chain> = (shown, heard) => (over.has(shown.state) ? over.has(heard.state) : true);

export const newerObservation: Newer<Observation> = (shown, heard) =>
  over.has(shown.state) ? over.has(heard.state) : over.has(heard.state) || heard.frames >= shown.frames;

/** An interrupted request may be scheduled again, so any state but the last ones may follow any other. */
export const newerRequest: Newer<ObservationRequest> = (shown, heard) =>
  over.has(shown.state) ? over.has(heard.state) : true;

/** Versions of a plan only grow. */
export const newerPlan: Newer<NightPlan> = (shown, heard) => heard.version >= shown.version;

/** Log lines in the order of their offsets, each once, however they came. */
export const mergeLines = (shown: readonly LogLine[], heard: readonly LogLine[]): readonly LogLine[] => {
  const last = shown.at(-1)?.offset ?? -1;
  if (heard.every((line, i) => line.offset === last + 1 + i)) return heard.length ? [...shown, ...heard] : shown;
  const byOffset = new Map([...shown, ...heard].map((line) => [line.offset, line]));
  return byOffset.size === shown.length ? shown : [...byOffset.values()].sort((a, b) => a.offset - b.offset);
};

/** The first offset missing from a log, where it must be asked for again; null if it is whole. */
export const gapIn = (lines: readonly LogLine[]): number | null => {
  const broken = lines.findIndex((line, i) => line.offset !== i);
  return broken < 0 ? null : broken;
};

/** Whether a list asked for with these parameters would hold the noun. A list with a cursor or a search is left alone. */
export const belongs = (params: Readonly<Record<string, string>>, noun: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(params).every(([key, wanted]) => key === 'limit' || noun[key] === wanted);
