import type { Degrees } from '@nightjar/astro';
import type { Site } from '@nightjar/contracts';

/** Altitude of what stands in the way at an azimuth: the site's points joined linearly, across North too; 0 without any. */
export const horizonAltitude = (horizon: Site['horizon'], azimuthDeg: Degrees): Degrees => {
  const points = [...horizon].sort((a, b) => a.azimuthDeg - b.azimuthDeg);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return 0;
  const after = points.find((point) => point.azimuthDeg >= azimuthDeg) ?? {
    ...first,
    azimuthDeg: first.azimuthDeg + 360,
  };
  const before = points.findLast((point) => point.azimuthDeg <= azimuthDeg) ?? {
    ...last,
    azimuthDeg: last.azimuthDeg - 360,
  };
  const width = after.azimuthDeg - before.azimuthDeg;
  if (width === 0) return after.altitudeDeg;
  return before.altitudeDeg + ((after.altitudeDeg - before.altitudeDeg) * (azimuthDeg - before.azimuthDeg)) / width;
};
