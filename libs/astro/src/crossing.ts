/** A smooth quantity of time; the argument is milliseconds since the Unix epoch. */
export type Curve = (ms: number) => number;

/** Where a curve passes a level. `direction` is what it does there. */
export interface Crossing {
  readonly at: Date;
  readonly direction: 'rise' | 'set';
}

/** An extreme of a curve within an interval. */
export interface Extreme {
  readonly ms: number;
  readonly value: number;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const RESOLUTION_MS = 0.5;

/** The maximum of a curve with one hump in [from, to], by golden section. */
const summit = (curve: Curve, fromMs: number, toMs: number): Extreme => {
  let [low, high] = [fromMs, toMs];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [curve(left), curve(right)];
  while (high - low > RESOLUTION_MS) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = curve(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = curve(right);
    }
  }
  const ms = (low + high) / 2;
  return { ms, value: curve(ms) };
};

const sample = (curve: Curve, fromMs: number, toMs: number, stepMs: number): Extreme[] => {
  const count = Math.max(2, Math.ceil((toMs - fromMs) / stepMs));
  return Array.from({ length: count + 1 }, (_, i) => {
    const ms = fromMs + ((toMs - fromMs) * i) / count;
    return { ms, value: curve(ms) };
  });
};

/** The humps of a curve that lie inside an interval, oldest first. */
export const maxima = (curve: Curve, fromMs: number, toMs: number, stepMs: number): Extreme[] => {
  const samples = sample(curve, fromMs, toMs, stepMs);
  return samples.flatMap((middle, i) => {
    const [before, after] = [samples[i - 1], samples[i + 1]];
    if (!before || !after || before.value > middle.value || after.value >= middle.value) return [];
    return [summit(curve, before.ms, after.ms)];
  });
};

const bisect = (curve: Curve, level: number, below: number, above: number): number => {
  let [low, high] = [below, above];
  while (Math.abs(high - low) > RESOLUTION_MS) {
    const middle = (low + high) / 2;
    if (curve(middle) >= level) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
};

/**
 * Every passage of a curve through a level in [from, to], also the two of a hump or hollow that fits between two
 * samples. `stepMs` must be shorter than the distance between two neighbouring extremes.
 */
export const crossings = (curve: Curve, level: number, fromMs: number, toMs: number, stepMs: number): Crossing[] => {
  const humps = maxima(curve, fromMs, toMs, stepMs);
  const hollows = maxima((ms) => -curve(ms), fromMs, toMs, stepMs).map(({ ms, value }) => ({ ms, value: -value }));
  const points = [...sample(curve, fromMs, toMs, stepMs), ...humps, ...hollows].sort((a, b) => a.ms - b.ms);
  return points.flatMap((point, i): Crossing[] => {
    const before = points[i - 1];
    if (!before || before.value >= level === point.value >= level) return [];
    const rises = point.value >= level;
    const ms = rises ? bisect(curve, level, before.ms, point.ms) : bisect(curve, level, point.ms, before.ms);
    return [{ at: new Date(Math.round(ms)), direction: rises ? 'rise' : 'set' }];
  });
};
