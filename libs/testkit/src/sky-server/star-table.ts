/** A value of a cell; null is an empty one. */
export type Cell = number | string | null;

/** A table as a server of catalogues holds it. */
export interface StarTable {
  readonly ra: string;
  readonly dec: string;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** A star of known truth. */
export interface TrueStar {
  readonly raDeg: number;
  readonly decDeg: number;
  /** Magnitude in r, and its colours. */
  readonly r: number;
  readonly gMinusR: number;
  readonly rMinusI: number;
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Stars spread evenly over a zone of the sky round a place: ten times as many two magnitudes and a half fainter, on the locus of g-r and r-i. */
export function starField(
  seed: number,
  count: number,
  centre: { raDeg: number; decDeg: number },
  radiusDeg: number,
): TrueStar[] {
  const next = seeded(seed);
  const [south, north] = [centre.decDeg - radiusDeg, centre.decDeg + radiusDeg].map((deg) =>
    Math.sin((Math.max(-90, Math.min(90, deg)) * Math.PI) / 180),
  ) as [number, number];
  const wide = Math.min(
    180,
    radiusDeg / Math.max(0.01, Math.cos((Math.min(89, Math.abs(centre.decDeg) + radiusDeg) * Math.PI) / 180)),
  );
  return Array.from({ length: count }, () => {
    const gMinusR = 0.1 + 1.1 * next();
    return {
      raDeg: (((centre.raDeg + wide * (2 * next() - 1)) % 360) + 360) % 360,
      decDeg: (Math.asin(south + (north - south) * next()) * 180) / Math.PI,
      ...{ r: 10 + 10 * next() ** 0.4, gMinusR, rMinusI: 0.4 * gMinusR - 0.02 },
    };
  });
}

/** The same stars as Pan-STARRS's table of VizieR has them. */
export const ps1Table = (stars: readonly TrueStar[]): StarTable => ({
  ...{ ra: 'RAJ2000', dec: 'DEJ2000' },
  rows: stars.map(({ raDeg, decDeg, r, gMinusR, rMinusI }, i) => ({
    ...{ RAJ2000: raDeg, DEJ2000: decDeg, objID: `1000${i}` },
    ...{ gmag: r + gMinusR, e_gmag: 0.003, rmag: r, e_rmag: 0.002, imag: r - rMinusI, e_imag: 0.002 },
    // not every star was seen in z and y
    ...{ zmag: i % 7 === 0 ? null : r - 1.5 * rMinusI, e_zmag: i % 7 === 0 ? null : 0.004, ymag: null, e_ymag: null },
  })),
});

const RAD = Math.PI / 180;

/** Stars in a cone, by the haversine. */
export function inCone(
  { rows, ra, dec }: StarTable,
  raDeg: number,
  decDeg: number,
  radiusDeg: number,
): StarTable['rows'] {
  return rows.filter((row) => {
    const [starRa, starDec] = [Number(row[ra]), Number(row[dec])];
    const haversine =
      Math.sin(((starDec - decDeg) * RAD) / 2) ** 2 +
      Math.cos(starDec * RAD) * Math.cos(decDeg * RAD) * Math.sin(((starRa - raDeg) * RAD) / 2) ** 2;
    return (2 * Math.asin(Math.min(1, Math.sqrt(haversine)))) / RAD <= radiusDeg;
  });
}
