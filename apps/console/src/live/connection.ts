/** What the page knows of its stream. Times on the browser's monotonic clock, milliseconds. */
export interface StreamFacts {
  readonly open: boolean;
  /** The last word of any kind; null before the first. */
  readonly heardAtMs: number | null;
  /** Since when there is no stream; the page's start before the first. */
  readonly brokenAtMs: number;
}

export type Connection =
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting' }
  /** What is shown may be old: `ageS` seconds without a word. */
  | { readonly kind: 'stale'; readonly ageS: number };

/** Heartbeats come once a second; this many seconds without any is silence. */
const SILENT_S = 8;
/** A short break is not worth an alarm. */
const PATIENCE_S = 6;

export const connectionOf = (facts: StreamFacts, nowMs: number): Connection => {
  const silentS = (nowMs - (facts.heardAtMs ?? facts.brokenAtMs)) / 1000;
  if (facts.open) return silentS < SILENT_S ? { kind: 'live' } : { kind: 'stale', ageS: silentS };
  const brokenS = (nowMs - facts.brokenAtMs) / 1000;
  return brokenS < PATIENCE_S ? { kind: 'reconnecting' } : { kind: 'stale', ageS: silentS };
};
