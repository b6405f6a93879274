import type { Degrees } from '@nightjar/astro';
import type { Site } from '@nightjar/contracts';

/** Altitude of the obstructions at an azimuth: points joined linearly, across North too. 0 for a flat horizon. */
export function horizonAltitude(horizon: Site['horizon'], azimuthDeg: Degrees): Degrees {
  const points = horizon
    .flatMap(({ azimuthDeg: at, altitudeDeg }) => [-360, 0, 360].map((turn) => ({ at: at + turn, altitudeDeg })))
    .sort((a, b) => a.at - b.at);
  const next = points.findIndex(({ at }) => at >= azimuthDeg);
  const [before, after] = [points[next - 1], points[next]];
  if (!before || !after) return 0;
  const part = (azimuthDeg - before.at) / (after.at - before.at);
  return before.altitudeDeg + part * (after.altitudeDeg - before.altitudeDeg);
}
