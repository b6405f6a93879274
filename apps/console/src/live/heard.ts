/** A fact with the moment (browser's monotonic clock, milliseconds) its subject itself last spoke; null: never. */
export type Heard<T> = T & { readonly heardAtMs: number | null };

export const heard = <T extends { readonly ageS: number | null }>(fact: T, nowMs: number): Heard<T> => ({
  ...fact,
  heardAtMs: fact.ageS === null ? null : nowMs - fact.ageS * 1000,
});

/** Seconds since it spoke, or null if it never did. */
export const ageOf = (fact: { readonly heardAtMs: number | null }, nowMs: number): number | null =>
  fact.heardAtMs === null ? null : Math.max(0, (nowMs - fact.heardAtMs) / 1000);
