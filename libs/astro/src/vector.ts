import type { Equatorial } from './place.js';
import { cosDeg, radToDeg, sinDeg, wrap360 } from './angle.js';

/** Cartesian triple; the frame and the unit are in the name of the variable that holds it. */
export type Vector3 = readonly [number, number, number];
/** Rotation matrix, row by row: `apply(m, v)` is m v. */
export type Matrix3 = readonly [Vector3, Vector3, Vector3];

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const norm = (a: Vector3): number => Math.sqrt(dot(a, a));
export const scale = (a: Vector3, k: number): Vector3 => [a[0] * k, a[1] * k, a[2] * k];
export const add = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const normalise = (a: Vector3): Vector3 => scale(a, 1 / norm(a));

export const apply = (m: Matrix3, v: Vector3): Vector3 => [dot(m[0], v), dot(m[1], v), dot(m[2], v)];
export const transpose = (m: Matrix3): Matrix3 => [
  [m[0][0], m[1][0], m[2][0]],
  [m[0][1], m[1][1], m[2][1]],
  [m[0][2], m[1][2], m[2][2]],
];
export const multiply = (a: Matrix3, b: Matrix3): Matrix3 => {
  const columns = transpose(b);
  return [apply(columns, a[0]), apply(columns, a[1]), apply(columns, a[2])];
};

/** Rotation of the axes by `angle` radians about x. */
export const rotateX = (angle: number): Matrix3 => {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    [1, 0, 0],
    [0, c, s],
    [0, -s, c],
  ];
};
/** Rotation of the axes by `angle` radians about y. */
export const rotateY = (angle: number): Matrix3 => {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    [c, 0, -s],
    [0, 1, 0],
    [s, 0, c],
  ];
};
/** Rotation of the axes by `angle` radians about z. */
export const rotateZ = (angle: number): Matrix3 => {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ];
};

/** Unit vector towards a position given by right ascension (or any longitude) and declination (latitude), degrees. */
export const unitVector = ({ raDeg, decDeg }: Equatorial): Vector3 => {
  const r = cosDeg(decDeg);
  return [r * cosDeg(raDeg), r * sinDeg(raDeg), sinDeg(decDeg)];
};

/** Right ascension in [0, 360) and declination of a vector of any length, same frame. The null vector gives 0, 0. */
export const fromVector = (v: Vector3): { raDeg: number; decDeg: number } => ({
  raDeg: wrap360(radToDeg(Math.atan2(v[1], v[0]))),
  decDeg: radToDeg(Math.atan2(v[2], Math.hypot(v[0], v[1]))),
});
