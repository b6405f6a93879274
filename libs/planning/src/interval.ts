/** A stretch of time in Unix milliseconds, both ends included; `startMs <= endMs`. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** What two sorted, disjoint lists have in common. */
export const intersect = (a: readonly Interval[], b: readonly Interval[]): Interval[] => {
  const common: Interval[] = [];
  let [i, j] = [0, 0];
  for (let left = a[i], right = b[j]; left && right; left = a[i], right = b[j]) {
    const startMs = Math.max(left.startMs, right.startMs);
    const endMs = Math.min(left.endMs, right.endMs);
    if (startMs <= endMs) common.push({ startMs, endMs });
    if (left.endMs < right.endMs) i++;
    else j++;
  }
  return common;
};

/** Each interval made shorter at both ends; what is too short vanishes. */
export const shrink = (intervals: readonly Interval[], marginMs: number): Interval[] =>
  intervals.flatMap(({ startMs, endMs }) =>
    endMs - startMs < 2 * marginMs ? [] : [{ startMs: startMs + marginMs, endMs: endMs - marginMs }],
  );

const bisect = (holds: (ms: number) => boolean, aMs: number, bMs: number): number => {
  const atA = holds(aMs);
  let [a, b] = [aMs, bMs];
  while (b - a > 200) {
    const middle = (a + b) / 2;
    if (holds(middle) === atA) a = middle;
    else b = middle;
  }
  return atA ? a : b;
};

/**
 * Where a condition holds in a span: sampled every `stepMs`, edges bisected to 0.2 s and placed on the side where it
 * holds. What changes twice within a step is not seen.
 */
export const whereHolds = (holds: (ms: number) => boolean, span: Interval, stepMs: number): Interval[] => {
  const found: Interval[] = [];
  let begun = holds(span.startMs) ? span.startMs : null;
  for (let at = span.startMs; at < span.endMs; at += stepMs) {
    const next = Math.min(at + stepMs, span.endMs);
    const now = holds(next);
    if (now === (begun !== null)) continue;
    const edge = bisect(holds, at, next);
    if (begun === null) begun = edge;
    else {
      found.push({ startMs: begun, endMs: edge });
      begun = null;
    }
  }
  if (begun !== null) found.push({ startMs: begun, endMs: span.endMs });
  return found;
};
