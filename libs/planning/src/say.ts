import type { Degrees } from '@nightjar/astro';

/** Hours and minutes of UTC, for a sentence: `04:12`. */
export const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

/** An angle for a sentence: `25°`, `0.5°`, never more digits than it needs. */
export const angle = (deg: Degrees): string => `${Number(deg.toFixed(deg !== 0 && Math.abs(deg) < 1 ? 3 : 1))}°`;

/** A duration for a sentence, in the unit a person would use. */
export const span = (seconds: number): string => {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Number((seconds / 3600).toFixed(1))} h` : `${Number((seconds / 86_400).toFixed(1))} d`;
};
