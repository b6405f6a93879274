export type Place = 'tonight' | 'alerts' | 'targets' | 'groups' | 'pipelines' | 'queues' | 'system';

export type KeyAction =
  | { readonly does: 'go'; readonly to: Place }
  | { readonly does: 'help' | 'search' | 'next' | 'previous' | 'open' | 'arm-stop' | 'stop' };

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  /** Control, Alt or Meta: the browser's own shortcuts are left alone. */
  readonly modified: boolean;
  readonly inField: boolean;
  readonly atMs: number;
}

/** What was pressed before and still counts. */
export interface KeyMemory {
  readonly goAtMs: number | null;
  readonly stopAtMs: number | null;
}

export const NO_MEMORY: KeyMemory = { goAtMs: null, stopAtMs: null };
const GO_WITHIN_MS = 1500;
/** Two presses within this stop everything; one alone only says so. */
export const STOP_WITHIN_MS = 2000;

const PLACES: Readonly<Record<string, Place>> = {
  t: 'tonight',
  a: 'alerts',
  o: 'targets',
  g: 'groups',
  p: 'pipelines',
  q: 'queues',
  s: 'system',
};
const SINGLE: Readonly<Record<string, KeyAction>> = {
  '?': { does: 'help' },
  '/': { does: 'search' },
  j: { does: 'next' },
  k: { does: 'previous' },
};

interface KeyResult {
  readonly memory: KeyMemory;
  readonly action: KeyAction | null;
}

const recent = (sinceMs: number | null, nowMs: number, withinMs: number): boolean =>
  sinceMs !== null && nowMs - sinceMs <= withinMs;

/**
 * What a key press means. Single letters can be switched off (`letters`) and are inert in fields; the emergency stop
 * works everywhere and always.
 */
export const keyAction = (memory: KeyMemory, press: KeyPress, letters: boolean): KeyResult => {
  if (press.key === 'Escape' && press.shift) {
    const twice = recent(memory.stopAtMs, press.atMs, STOP_WITHIN_MS);
    return twice
      ? { memory: NO_MEMORY, action: { does: 'stop' } }
      : { memory: { goAtMs: null, stopAtMs: press.atMs }, action: { does: 'arm-stop' } };
  }
  if (press.key === 'Shift') return { memory, action: null };
  const rest = { ...memory, goAtMs: null };
  if (press.inField || press.modified || !letters) return { memory: rest, action: null };
  if (recent(memory.goAtMs, press.atMs, GO_WITHIN_MS)) {
    const to = PLACES[press.key];
    return { memory: rest, action: to ? { does: 'go', to } : null };
  }
  if (press.key === 'g') return { memory: { ...memory, goAtMs: press.atMs }, action: null };
  return { memory: rest, action: SINGLE[press.key] ?? null };
};
