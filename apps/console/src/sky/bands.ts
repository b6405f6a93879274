import type { Span } from '../plot/span.js';

/** How dark it is: the Sun's centre above -0.833°, to -6°, -12°, -18°, and below. */
export type Darkness = 'day' | 'civil' | 'nautical' | 'astronomical' | 'night';

export interface Band extends Span {
  readonly darkness: Darkness;
}

const LEVELS: readonly (readonly [Darkness, number])[] = [
  ['day', -0.8333],
  ['civil', -6],
  ['nautical', -12],
  ['astronomical', -18],
];

export const darknessAt = (sunAltitudeDeg: number): Darkness =>
  LEVELS.find(([, lowest]) => sunAltitudeDeg > lowest)?.[0] ?? 'night';

export const DARKNESS_SAYS: Readonly<Record<Darkness, string>> = {
  day: 'daylight',
  civil: 'civil twilight',
  nautical: 'nautical twilight',
  astronomical: 'astronomical twilight',
  night: 'night',
};

/** Where the line between two samples passes a level, as parts of the way, in order. */
const passages = (a: number, b: number): number[] =>
  LEVELS.map(([, level]) => (level - a) / (b - a))
    .filter((part) => part > 0 && part < 1)
    .sort((x, y) => x - y);

/**
 * The stretches of equal darkness in a span, joined without gaps, from samples of the Sun's altitude. Works where
 * there is no night or no day: no event is assumed.
 */
export const darknessBands = (fromMs: number, stepMs: number, sunAltitudesDeg: ArrayLike<number>): Band[] => {
  const bands: Band[] = [];
  const add = (startMs: number, endMs: number, altitudeDeg: number): void => {
    const darkness = darknessAt(altitudeDeg);
    const last = bands.at(-1);
    if (last?.darkness === darkness) bands[bands.length - 1] = { ...last, toMs: endMs };
    else bands.push({ fromMs: startMs, toMs: endMs, darkness });
  };
  for (let i = 0; i + 1 < sunAltitudesDeg.length; i++) {
    const [a, b] = [sunAltitudesDeg[i] ?? 0, sunAltitudesDeg[i + 1] ?? 0];
    const edges = [0, ...passages(a, b), 1];
    for (let k = 0; k + 1 < edges.length; k++) {
      const [from, to] = [edges[k] ?? 0, edges[k + 1] ?? 1];
      const start = fromMs + i * stepMs;
      add(start + from * stepMs, start + to * stepMs, a + (b - a) * ((from + to) / 2));
    }
  }
  return bands;
};
