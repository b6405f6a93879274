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

/** A body of the solar system: where it is at an instant, and how far it moves in a day. One without an instant stands still. */
export interface TrueBody {
  readonly name: string;
  readonly raDeg: number;
  readonly decDeg: number;
  readonly mag: number;
  /** As SkyBoT classes it. Default `MB>Inner`. */
  readonly kind?: string;
  readonly moves?: { readonly at: Date; readonly raDegPerDay: number; readonly decDegPerDay: number };
}

/** Julian date of the Unix epoch, UTC. */
const UNIX_EPOCH_JD = 2_440_587.5;

/** Where bodies are at an epoch, as SkyBoT tells of them. @param jd UTC */
export const bodiesTable = (bodies: readonly TrueBody[], jd: number): StarTable => ({
  ...{ ra: 'RA', dec: 'DEC' },
  rows: bodies.map(({ name, raDeg, decDeg, mag, kind = 'MB>Inner', moves }) => {
    const days = moves ? jd - UNIX_EPOCH_JD - moves.at.getTime() / 86_400_000 : 0;
    const [ra, dec] = [raDeg + days * (moves?.raDegPerDay ?? 0), decDeg + days * (moves?.decDegPerDay ?? 0)];
    return { Name: name, RA: ra, DEC: dec, Class: kind, Mv: mag };
  }),
});

/** A variable star of known truth. */
export interface TrueVariable {
  readonly name: string;
  readonly raDeg: number;
  readonly decDeg: number;
  readonly type: string;
  /** 0 variable, 1 suspected, 2 constant or none, 3 stands twice. Default 0. */
  readonly flag?: 0 | 1 | 2 | 3;
}

/** The same as the table B/vsx/vsx of VizieR has them. */
export const vsxTable = (stars: readonly TrueVariable[]): StarTable => ({
  ...{ ra: 'RAJ2000', dec: 'DEJ2000' },
  rows: stars.map(({ name, raDeg, decDeg, type, flag = 0 }, i) => ({
    ...{ OID: i + 1, Name: name, V: flag, RAJ2000: raDeg, DEJ2000: decDeg, Type: type, max: 12.3, min: 14.1 },
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
