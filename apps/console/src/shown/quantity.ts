const UNKNOWN = '—';

const known = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** A number with its unit, and a true minus sign; a dash for unknown, never zero. */
export const withUnit = (value: number | null | undefined, unit: string, digits = 1): string => {
  if (!known(value)) return UNKNOWN;
  const text = value.toFixed(digits).replace('-', '−');
  return unit === '°' || unit === '%' ? `${text}${unit === '%' ? ' %' : '°'}` : `${text} ${unit}`;
};

/** An angle on the sky with its sign always written: `+12.3°`. */
export const altitude = (deg: number | null | undefined): string =>
  known(deg) ? `${deg < 0 ? '−' : '+'}${Math.abs(deg).toFixed(1)}°` : UNKNOWN;

/** A radius in the unit that suits it: arcseconds below 1′, minutes below 1°. */
export const radius = (deg: number | null | undefined): string => {
  if (!known(deg)) return UNKNOWN;
  if (deg < 1 / 60) return `${(deg * 3600).toFixed(deg * 3600 < 10 ? 1 : 0)}″`;
  if (deg < 1) return `${(deg * 60).toFixed(1)}′`;
  return `${deg.toFixed(1)}°`;
};

interface Measured {
  readonly mag: number | null;
  readonly magError: number | null;
  readonly limit: number | null;
}

/** `18.532 ± 0.041 mag`, or the limit `> 20.10 mag (3σ)`. */
export const magnitude = ({ mag, magError, limit }: Measured): string => {
  if (known(mag)) return known(magError) ? `${mag.toFixed(3)} ± ${magError.toFixed(3)} mag` : `${mag.toFixed(3)} mag`;
  return known(limit) ? `> ${limit.toFixed(2)} mag (3σ)` : UNKNOWN;
};

/** Size of a file, decimal units. */
export const bytes = (size: number): string => {
  if (size < 1000) return `${size} B`;
  if (size < 1e6) return `${(size / 1e3).toFixed(1)} kB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(2)} GB`;
};
