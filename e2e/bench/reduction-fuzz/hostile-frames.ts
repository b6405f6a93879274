import { gzipSync } from 'node:zlib';
import { Header, random, writeFits, writeImage, type HduToWrite, type Image, type Random } from '@nightjar/imaging';
import { malformed, soundFiles } from '../fits/malformed.js';
import { honestFrame, type Honest } from './honest-frame.js';
import { lyingCoordinates, lyingHeader, lyingStructure } from './lying-frames.js';
import { pick } from './pick.js';

type Make = (dice: Random, seed: number, honest: Honest) => Buffer;

/** The pixels of an honest frame, changed one by one. */
const changed = ({ header, image }: ReturnType<Honest>, change: (value: number, i: number) => number): Buffer => {
  return writeImage(header, { ...image, data: Float32Array.from(image.data, change) });
};
const written = ({ header, image }: ReturnType<Honest>): Buffer => writeImage(header, image);
/** A frame of any size, all of one value or from a function. */
const filled = (widthPx: number, heightPx: number, value: (i: number) => number): Buffer => {
  const image: Image = {
    widthPx,
    heightPx,
    data: Float32Array.from({ length: widthPx * heightPx }, (_, i) => value(i)),
  };
  return writeImage(honestFrame(1, { widthPx: 16, heightPx: 16, stars: 0 }).header, image);
};

function oddExtensions(dice: Random, seed: number, honest: Honest): Buffer {
  const { header, image } = honest(seed);
  const axes = [image.widthPx, image.heightPx];
  const parts: readonly HduToWrite[] = [
    { header },
    { header, axes, data: image.data },
    { header, axes: [8, 8, 2], data: new Int16Array(128) },
    { header, axes: [5], data: new Int16Array(5) },
    { header: new Header(), columns: [{ name: 'X', values: [1, 2, 3] }] },
    { header: new Header([{ keyword: 'EXTNAME', value: 'SCI' }]), axes: [1, 1], data: new Float32Array([NaN]) },
    { header, axes: [4, 4, 1, 1], data: new Float32Array(16).fill(7) },
  ];
  return writeFits(Array.from({ length: 1 + Math.floor(5 * dice.uniform()) }, () => pick(parts, dice)));
}

const sound = soundFiles([]);

/** The ways in which a frame can be a trap, by name. */
export const hostile: Readonly<Record<string, Make>> = {
  'bits, bytes and cards changed': (dice, seed, honest) => malformed([...sound, written(honest(seed))], dice.uniform),
  'structure that lies': lyingStructure,
  'header that lies': lyingHeader,
  'coordinates that lie': lyingCoordinates,
  'odd extensions': oddExtensions,
  'cut short': (dice, seed, honest) => {
    const file = written(honest(seed));
    return file.subarray(0, Math.floor(file.length * dice.uniform()));
  },
  'gzipped and cut short': (dice, seed, honest) => {
    const file = gzipSync(written(honest(seed)));
    return file.subarray(0, Math.floor(file.length * (0.5 + 0.6 * dice.uniform())));
  },
  'no number anywhere': () => filled(64, 48, () => NaN),
  'numbers here and there': (dice, seed, honest) => {
    const share = dice.uniform();
    return changed(honest(seed), (value) => (dice.uniform() < share ? NaN : value));
  },
  'infinite pixels': (dice, seed, honest) =>
    changed(honest(seed), (value) => (dice.uniform() < 0.01 ? pick([Infinity, -Infinity, 3e38, -3e38], dice) : value)),
  'all alike': (dice) =>
    filled(
      64,
      48,
      (
        (value) => () =>
          value
      )(pick([0, 1, -1, 1000, 65_535, 1e30, -1e30], dice)),
    ),
  'all saturated': (dice, seed, honest) => changed(honest(seed), () => 60_000 - Math.floor(2 * dice.uniform())),
  'one star': (_, seed) => writeImage(honestFrame(seed, { stars: 1 }).header, honestFrame(seed, { stars: 1 }).image),
  'no star': (_, seed) => writeImage(honestFrame(seed, { stars: 0 }).header, honestFrame(seed, { stars: 0 }).image),
  'hardly a pixel': (dice) => {
    const [w, h] = pick(
      [
        [1, 1],
        [1, 2],
        [2, 1],
        [1, 500],
        [500, 1],
        [3, 3],
        [7, 5],
      ] as const,
      dice,
    );
    return filled(w, h, () => 1000 + 10 * dice.normal());
  },
  'negative sky': (dice, seed, honest) => changed(honest(seed), (value) => (value - 700) * pick([1, 1e-6, 1e6], dice)),
  'huge and tiny numbers': (dice, seed, honest) => {
    const scale = pick([1e-30, 1e-12, 1e12, 1e30], dice);
    return changed(honest(seed), (value) => value * scale);
  },
  honest: (_, seed, honest) => written(honest(seed)),
};

/** Of these a frame with real stars can be made, which photometry gets far with. */
export const starry: readonly string[] = [
  ...['honest', 'header that lies', 'coordinates that lie', 'numbers here and there', 'infinite pixels'],
  ...['negative sky', 'huge and tiny numbers', 'structure that lies', 'all saturated'],
];

/** Frame `n` of a seed, made from honest ones: the same again whenever it is asked for. */
export function hostileFrame(
  n: number,
  seed: number,
  { kinds = Object.keys(hostile), honest = honestFrame }: HostileOptions = {},
): { readonly kind: string; readonly bytes: Buffer } {
  const own = seed * 1_000_003 + n * 7919;
  const kind = kinds[n % kinds.length] ?? '';
  return { kind, bytes: hostile[kind]?.(random(own), own, honest) ?? Buffer.alloc(0) };
}

export interface HostileOptions {
  readonly kinds?: readonly string[];
  readonly honest?: Honest;
}
