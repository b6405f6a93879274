import type { Arcseconds, Degrees } from '@nightjar/astro';
import type { PixelPosition } from '../image.js';
import { project } from './projection.js';
import type { SkyPosition } from './tangent.js';
import type { Wcs } from './wcs.js';

export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How the sky lies on the pixels at one place of the frame, distortion and projection included. */
export interface LocalScale {
  /** Square root of the solid angle of a pixel. */
  readonly pixelScaleArcsec: Arcseconds;
  /** Position angle of the +y axis, from north through east, 0 to 360. */
  readonly positionAngleDeg: Degrees;
  /** True when east is to the right of north, as in a mirror: the pixels run the other way round than the sky. */
  readonly mirrored: boolean;
}

/** What a frame covers. */
export interface Footprint extends LocalScale {
  readonly centre: SkyPosition;
  /** The outer corners of the corner pixels, counter-clockwise on the frame from (0.5, 0.5). */
  readonly corners: readonly SkyPosition[];
  readonly areaDeg2: number;
}

/** Scale, position angle and parity at a pixel, from differences over one pixel. */
export function localScale(wcs: Wcs, { xPx, yPx }: PixelPosition): LocalScale {
  const centre = wcs.pixelToSky({ xPx, yPx });
  const offset = (dx: number, dy: number): readonly [number, number] => {
    const plane = project('TAN', centre, wcs.pixelToSky({ xPx: xPx + dx, yPx: yPx + dy }));
    return [plane?.xiDeg ?? NaN, plane?.etaDeg ?? NaN];
  };
  const along = (dx: number, dy: number): readonly [number, number] => {
    const [ahead, behind] = [offset(dx / 2, dy / 2), offset(-dx / 2, -dy / 2)];
    return [ahead[0] - behind[0], ahead[1] - behind[1]];
  };
  const [x, y] = [along(1, 0), along(0, 1)];
  const determinant = x[0] * y[1] - x[1] * y[0];
  const angle = (Math.atan2(y[0], y[1]) * 180) / Math.PI;
  return {
    pixelScaleArcsec: 3600 * Math.sqrt(Math.abs(determinant)),
    positionAngleDeg: angle < 0 ? angle + 360 : angle,
    mirrored: determinant > 0,
  };
}

/** Pieces of an edge: a distorted edge is no great circle. */
const piecesPerEdge = 16;

/** Centre, corners, area, and the scale at the centre, of a frame. */
export function footprint(wcs: Wcs, { widthPx, heightPx }: FrameSize): Footprint {
  const [left, right, bottom, top] = [0.5, widthPx + 0.5, 0.5, heightPx + 0.5];
  const corners: readonly PixelPosition[] = [
    { xPx: left, yPx: bottom },
    { xPx: right, yPx: bottom },
    { xPx: right, yPx: top },
    { xPx: left, yPx: top },
  ];
  const middle = { xPx: (widthPx + 1) / 2, yPx: (heightPx + 1) / 2 };
  const centre = wcs.pixelToSky(middle);
  const edge = corners.flatMap((from, i) => {
    const to = corners[(i + 1) % 4] ?? from;
    return Array.from({ length: piecesPerEdge }, (_, k) => {
      const part = k / piecesPerEdge;
      return wcs.pixelToSky({ xPx: from.xPx + part * (to.xPx - from.xPx), yPx: from.yPx + part * (to.yPx - from.yPx) });
    });
  });
  return {
    ...localScale(wcs, middle),
    centre,
    corners: corners.map((corner) => wcs.pixelToSky(corner)),
    areaDeg2: areaOf(centre, edge),
  };
}

type Vector = readonly [number, number, number];

/** Triangles from the centre to every piece of the edge, each by van Oosterom & Strackee (1983). */
function areaOf(centre: SkyPosition, edge: readonly SkyPosition[]): number {
  const [from, points] = [vector(centre), edge.map(vector)];
  const sum = points.reduce(
    (area, point, i) => area + triangle(from, point, points[(i + 1) % points.length] ?? point),
    0,
  );
  return Math.abs(sum) * (180 / Math.PI) ** 2;
}

const vector = ({ raDeg, decDeg }: SkyPosition): Vector => {
  const [ra, dec] = [(raDeg * Math.PI) / 180, (decDeg * Math.PI) / 180];
  return [Math.cos(dec) * Math.cos(ra), Math.cos(dec) * Math.sin(ra), Math.sin(dec)];
};

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const less = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** The differences keep the digits of small triangles. */
const triangle = (a: Vector, b: Vector, c: Vector): number =>
  2 * Math.atan2(dot(a, cross(less(b, a), less(c, a))), 1 + dot(a, b) + dot(b, c) + dot(c, a));
