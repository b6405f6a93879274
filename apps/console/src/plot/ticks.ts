const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((n) => n * DAY),
];

export interface TimeTicks {
  readonly stepMs: number;
  readonly atMs: readonly number[];
}

/** Round instants (UTC) within a span, at most `most` of them, for an axis. */
export const timeTicks = (fromMs: number, toMs: number, most: number): TimeTicks => {
  const span = toMs - fromMs;
  if (!(span > 0) || !(most >= 1)) return { stepMs: SECOND, atMs: [] };
  const stepMs = STEPS_MS.find((step) => span / step <= most) ?? Math.ceil(span / most / DAY) * DAY;
  const first = Math.ceil(fromMs / stepMs);
  const count = Math.floor(toMs / stepMs) - first + 1;
  return { stepMs, atMs: Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * stepMs) };
};

/** What an axis writes at a tick: as much of the instant as the step needs. */
export const tickLabel = (ms: number, stepMs: number): string => {
  const iso = new Date(ms).toISOString();
  if (stepMs >= DAY) return iso.slice(0, 10);
  return iso.slice(11, stepMs >= MINUTE ? 16 : 19);
};
