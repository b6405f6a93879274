import type { Card } from '../fits/card.js';
import { FitsError } from '../fits/error.js';
import type { Header } from '../fits/header.js';
import { invert, type Mapped } from './newton.js';

/** Terms of TPV: `x^p y^q r^s` with `r` the distance from the centre of the plane; on axis 2 x and y change places. */
export interface TpvTerm {
  readonly p: number;
  readonly q: number;
  readonly s: number;
}

/** The 40 terms in the order of their PV numbers (the TPV convention of the FITS registry). */
export const tpvTerms: readonly TpvTerm[] = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((degree) => [
  ...Array.from({ length: degree + 1 }, (_, q) => ({ p: degree - q, q, s: 0 })),
  ...(degree % 2 === 1 ? [{ p: 0, q: 0, s: degree }] : []),
]);

/** A polynomial on the tangent plane, in degrees: `pv1` and `pv2` are 40 coefficients each. */
export interface Tpv {
  readonly pv1: readonly number[];
  readonly pv2: readonly number[];
}

const precisionDeg = 1e-14;

/** The PV cards of the two axes (`[1, 2]`, or `[2, 1]` when declination comes first). @throws FitsError `bad_wcs` beyond PV_39. */
export function readTpv(header: Header, [first, second]: readonly [number, number]): Tpv {
  const beyond = header.cards.find(({ keyword }) => /^PV[12]_(?:[4-9]\d|\d{3,})$/.test(keyword));
  if (beyond) throw new FitsError('bad_wcs', `TPV knows no ${beyond.keyword} (0 to ${tpvTerms.length - 1})`);
  const read = (axis: number): number[] => tpvTerms.map((_, k) => header.number(`PV${axis}_${k}`) ?? (k === 1 ? 1 : 0));
  return { pv1: read(first), pv2: read(second) };
}

export const tpvCards = ({ pv1, pv2 }: Tpv): Card[] =>
  [pv1, pv2].flatMap((pv, i) =>
    pv.flatMap((value, k) => (value !== 0 || k === 1 ? [{ keyword: `PV${i + 1}_${k}`, value }] : [])),
  );

/** Plane coordinates before the polynomial to those after it. */
export function applyTpv({ pv1, pv2 }: Tpv, x: number, y: number): Mapped {
  const [f, fx, fy] = evaluate(pv1, x, y);
  const [g, gy, gx] = evaluate(pv2, y, x);
  return { value: [f, g], slope: [fx, fy, gx, gy] };
}

/** The inverse of {@link applyTpv}; undefined where the polynomial turns over. */
export const undoTpv = (tpv: Tpv, xi: number, eta: number): [number, number] | undefined =>
  invert((x, y) => applyTpv(tpv, x, y), [xi, eta], [xi, eta], precisionDeg);

/** One polynomial and its two derivatives. */
function evaluate(pv: readonly number[], x: number, y: number): [number, number, number] {
  const r = Math.hypot(x, y);
  let [f, fx, fy] = [0, 0, 0];
  tpvTerms.forEach(({ p, q, s }, k) => {
    const c = pv[k] ?? 0;
    if (c === 0) return;
    const [xp, yq, rs] = [x ** p, y ** q, r ** s];
    f += c * xp * yq * rs;
    if (p > 0) fx += c * p * x ** (p - 1) * yq;
    if (q > 0) fy += c * q * xp * y ** (q - 1);
    if (s > 0 && r > 0) {
      fx += c * s * r ** (s - 2) * x;
      fy += c * s * r ** (s - 2) * y;
    }
  });
  return [f, fx, fy];
}
