import type { Site } from '@nightjar/contracts';

export interface AgentStatus {
  readonly name: string;
  readonly state: string;
  readonly ageS: number | null;
  readonly because?: string | null;
  readonly version?: string;
  readonly operations?: readonly string[];
}

/** A server or a tool: the gateway may say more of it than its name; what is not said stays unknown. */
export interface Part {
  readonly name: string;
  readonly ok: boolean | null;
  readonly says: string;
}

export type StatusSite = Pick<Site, 'name' | 'title' | 'longitudeDeg' | 'latitudeDeg' | 'elevationM' | 'timeZone'> &
  Partial<Site>;

export interface Alarm {
  readonly name: string;
  readonly severity: 'critical' | 'warning';
  /** Wall clock. */
  readonly since: string;
  readonly says: string;
  readonly response: string;
}

export interface Status {
  readonly ready: boolean;
  /** What stands against being ready, a sentence each. */
  readonly because?: readonly string[];
  readonly version: string;
  readonly clock: { readonly now: string; readonly mode: 'real' | 'played'; readonly rate: number };
  readonly site: StatusSite;
  readonly agents: readonly AgentStatus[];
  /** What a person must act on; an older gateway tells of none. */
  readonly alarms?: readonly Alarm[];
  readonly servers: unknown;
  readonly tools: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const GOOD = ['ok', 'ready', 'up', 'found', 'available'] as const;

const goodness = (fact: Record<string, unknown>): boolean | null => {
  for (const key of GOOD) if (typeof fact[key] === 'boolean') return fact[key];
  if (fact['error']) return false;
  return null;
};

const SAID = ['says', 'because', 'detail', 'error', 'state', 'version', 'path', 'url'] as const;

const sayings = (fact: Record<string, unknown>): string =>
  SAID.flatMap((key) => (fact[key] === undefined || fact[key] === null ? [] : [String(fact[key])])).join(' · ');

const partOf = (name: string, fact: unknown): Part => {
  if (typeof fact === 'boolean') return { name, ok: fact, says: '' };
  if (typeof fact === 'string') return { name, ok: null, says: fact };
  if (!isRecord(fact)) return { name, ok: fact === null ? false : null, says: fact === null ? 'not found' : '' };
  return { name: typeof fact['name'] === 'string' ? fact['name'] : name, ok: goodness(fact), says: sayings(fact) };
};

/** Servers and tools as rows, whether they come as a list or as an object by name. */
export const partsOf = (value: unknown): Part[] => {
  if (Array.isArray(value)) return value.map((fact, i) => partOf(typeof fact === 'string' ? fact : `${i + 1}`, fact));
  return isRecord(value) ? Object.entries(value).map(([name, fact]) => partOf(name, fact)) : [];
};
