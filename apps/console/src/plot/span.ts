export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const SHORTEST_MS = 60_000;

/** Nearer (factor < 1) or further (> 1) about an instant that stays where it is, never beyond the whole. */
export const zoomed = ({ fromMs, toMs }: Span, aboutMs: number, factor: number, whole: Span): Span => {
  const longest = whole.toMs - whole.fromMs;
  const length = Math.min(longest, Math.max(SHORTEST_MS, (toMs - fromMs) * factor));
  const part = toMs > fromMs ? (aboutMs - fromMs) / (toMs - fromMs) : 0.5;
  return within({ fromMs: aboutMs - length * part, toMs: aboutMs + length * (1 - part) }, whole);
};

/** The span moved, not shortened, until it lies within the whole (a longer one becomes the whole). */
export const within = (span: Span, whole: Span): Span => {
  const length = Math.min(span.toMs - span.fromMs, whole.toMs - whole.fromMs);
  const fromMs = Math.min(Math.max(span.fromMs, whole.fromMs), whole.toMs - length);
  return { fromMs, toMs: fromMs + length };
};
