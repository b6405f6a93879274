const PER_DEG = Math.PI / 180;

export const degToRad = (deg: number): number => deg * PER_DEG;
export const radToDeg = (rad: number): number => rad / PER_DEG;
export const arcsecToRad = (arcsec: number): number => (arcsec / 3600) * PER_DEG;
export const sinDeg = (deg: number): number => Math.sin(deg * PER_DEG);
export const cosDeg = (deg: number): number => Math.cos(deg * PER_DEG);
export const tanDeg = (deg: number): number => Math.tan(deg * PER_DEG);

/** The same angle in [0, 360). */
export const wrap360 = (deg: number): number => {
  const wrapped = deg % 360;
  const positive = wrapped < 0 ? wrapped + 360 : wrapped;
  return positive >= 360 ? 0 : positive + 0;
};

/** The same angle in [-180, 180). */
export const wrap180 = (deg: number): number => {
  const wrapped = wrap360(deg + 180) - 180;
  return wrapped + 0;
};
