/** Values that read well within a span: 1, 2 or 5 times a power of ten apart. */
export const roundTicks = (from: number, to: number, most: number): number[] => {
  const span = to - from;
  if (!(span > 0) || !(most >= 1)) return [];
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => span / s <= most) ?? 10 * power;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
};

/** Powers of ten within a span, with twice and five times each where there are few. */
export const powerTicks = (from: number, to: number): number[] => {
  if (!(from > 0) || !(to > from)) return [];
  const powers = Array.from(
    { length: Math.floor(Math.log10(to)) - Math.floor(Math.log10(from)) + 1 },
    (_, i) => 10 ** (Math.floor(Math.log10(from)) + i),
  );
  const within = (at: number): boolean => at >= from * (1 - 1e-9) && at <= to * (1 + 1e-9);
  const whole = powers.filter(within);
  return whole.length > 2 ? whole : powers.flatMap((power) => [power, 2 * power, 5 * power]).filter(within);
};

/** What an axis writes at its ticks: as many digits as tell neighbours apart, and no negative zero. */
export const tickTexts = (ticks: readonly number[]): string[] => {
  const [first = 0, second = first] = ticks;
  const step = Math.abs(second - first);
  const digits = step > 0 ? Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 0;
  const large = ticks.some((tick) => Math.abs(tick) >= 1e6);
  return ticks.map((tick) => (large ? tick.toExponential(1) : tick.toFixed(digits).replace(/^-(0(\.0+)?)$/, '$1')));
};

/** The same for powers of ten, each as short as it can be. */
export const powerTexts = (ticks: readonly number[]): string[] =>
  ticks.map((tick) => (tick >= 1e6 || tick < 1e-3 ? tick.toExponential(0) : String(Number(tick.toPrecision(3)))));
