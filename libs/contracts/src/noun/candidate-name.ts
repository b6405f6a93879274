/** What a process's result says of a candidate, as far as its name goes. */
export interface NamedCandidate {
  readonly name?: unknown;
  readonly xPx?: unknown;
  readonly yPx?: unknown;
}

/** The name by which a candidate is judged: its own, or where it has none its pixels, as pipelines call one without a sky. */
export function nameOfCandidate({ name, xPx, yPx }: NamedCandidate): string {
  const pixel = (value: unknown): string => (typeof value === 'number' ? value : NaN).toFixed(1);
  return typeof name === 'string' && name !== '' ? name : `x${pixel(xPx)}y${pixel(yPx)}`;
}
