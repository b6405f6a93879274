import { excluded, type Image } from '../image.js';
import { median } from '../statistics/robust.js';
import { fineStructure, type FineStructure } from './fine-structure.js';
import { positiveLaplacian } from './laplacian.js';
import { separableMedian, type Tile } from './median-filter.js';
import { markSaturatedStars } from './saturated-stars.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { max, min, sqrt } = Math;

export interface CosmicRaySettings {
  readonly gainEPerAdu: number;
  /** Default 6.5. */
  readonly readNoiseE?: number;
  /** Pixels at or above this are saturated. */
  readonly saturationAdu?: number;
  /** 1 = bad pixel: never a cosmic ray, and never used to mend one. */
  readonly mask?: Uint8Array;
  /** Variance of every pixel, ADU squared. Unset: read noise and the photons of the 5 x 5 median. */
  readonly variance?: Float32Array;
  /** Sky that was taken off the frame before, ADU; its photons are noise as well. Default 0. */
  readonly subtractedSkyAdu?: number;
  /** Laplacian over noise at which a pixel is suspected. Default 4.5. */
  readonly sigmaClip?: number;
  /** Share of that at which a neighbour of a cosmic ray is one too. Default 0.3. */
  readonly sigmaFraction?: number;
  /** Laplacian over fine structure below which it is a star. Default 5. */
  readonly objectLimit?: number;
  /** Most rounds. Default 4. */
  readonly iterations?: number;
  /** Default the median. */
  readonly fineStructure?: FineStructure;
}

export interface CosmicRays {
  /** 1 where a cosmic ray hit. */
  readonly mask: Uint8Array;
  readonly pixels: number;
  /** The frame with the hits replaced by the mean of the sound pixels of their 5 x 5 neighbours, ADU. */
  readonly cleaned: Image<Float32Array>;
  /** Saturated stars and bad pixels, in which nothing was looked for. */
  readonly excluded: Uint8Array;
  readonly iterations: number;
}

/** Side of a tile without its border. */
const tilePx = 128;
/** A round sees this far: medians of 3 and 7, growth by one, twice. */
const borderPx = 8;

/**
 * Cosmic rays by Laplacian edge detection (L.A.Cosmic, van Dokkum 2001, PASP 113, 1420): what is sharper than the
 * point spread function can be, and stands out from noise and from the fine structure of stars. Rounds follow until
 * none is new. Parameters and defaults are astroscrappy's. It works in tiles; from the second round on only where
 * something was mended.
 */
export function rejectCosmicRays(image: Image, settings: CosmicRaySettings): CosmicRays {
  const { widthPx, heightPx } = image;
  const frame = prepare(image, settings);
  const crays = new Uint8Array(frame.electrons.length);
  const rows = Math.ceil(heightPx / tilePx);
  const columns = Math.ceil(widthPx / tilePx);
  let busy = new Set(Array.from({ length: rows * columns }, (_, i) => i));
  let [pixels, round] = [0, 0];
  for (; round < (settings.iterations ?? 4) && busy.size > 0; round++) {
    const found: number[] = [];
    for (const tile of busy) {
      findInTile(frame, settings, crays, (tile % columns) * tilePx, Math.floor(tile / columns) * tilePx, found);
    }
    busy = new Set();
    for (const at of found) {
      crays[at] = 1;
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      for (const u of [x - borderPx, x + borderPx]) {
        for (const v of [y - borderPx, y + borderPx]) {
          const [column, row] = [clamp(Math.floor(u / tilePx), columns), clamp(Math.floor(v / tilePx), rows)];
          busy.add(row * columns + column);
        }
      }
    }
    pixels += found.length;
    mend(frame, crays, found);
  }
  const data = frame.electrons;
  for (let i = 0; i < data.length; i++) {
    data[i] = crays[i] !== 0 ? (data[i] ?? 0) / settings.gainEPerAdu : (image.data[i] ?? NaN);
  }
  return { mask: crays, pixels, cleaned: { widthPx, heightPx, data }, excluded: frame.mask, iterations: round };
}

const clamp = (value: number, count: number): number => max(0, min(count - 1, value));

interface Frame extends Tile {
  /** The frame in electrons, mended as it goes. */
  readonly electrons: Float32Array;
  readonly mask: Uint8Array;
  readonly skyE: number;
}

function prepare(image: Image, { gainEPerAdu, saturationAdu = Infinity, mask: given }: CosmicRaySettings): Frame {
  const { widthPx, heightPx, data } = image;
  const mask = new Uint8Array(data.length);
  const electrons = new Float32Array(data.length);
  const sample: number[] = [];
  const step = max(1, Math.floor(data.length / 100_003));
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? NaN;
    if (excluded(value, given, i)) mask[i] = 1;
    else if (i % step === 0) sample.push(value * gainEPerAdu);
    electrons[i] = value * gainEPerAdu;
  }
  const skyE = median(sample) || 0;
  for (let i = 0; i < data.length; i++) if (!((electrons[i] ?? NaN) > -1e30)) electrons[i] = skyE;
  markSaturatedStars(electrons, image, saturationAdu * gainEPerAdu, mask);
  return { widthPx, heightPx, electrons, mask, skyE };
}

interface Room {
  readonly clean: Float32Array;
  readonly noise: Float32Array;
  readonly excess: Float32Array;
  readonly fine: Float32Array;
  readonly work: Float32Array;
  readonly hits: Uint8Array;
}

const most = (tilePx + 2 * borderPx) ** 2;
const room: Room = {
  clean: new Float32Array(most),
  noise: new Float32Array(most),
  excess: new Float32Array(most),
  fine: new Float32Array(most),
  work: new Float32Array(most),
  hits: new Uint8Array(most),
};

/** Adds the indices of new hits in the tile that begins at (left, bottom). */
function findInTile(
  frame: Frame,
  settings: CosmicRaySettings,
  crays: Uint8Array,
  left: number,
  bottom: number,
  found: number[],
): void {
  const { sigmaClip = 4.5, sigmaFraction = 0.3, objectLimit = 5 } = settings;
  const [x0, y0] = [max(0, left - borderPx), max(0, bottom - borderPx)];
  const [x1, y1] = [min(frame.widthPx, left + tilePx + borderPx), min(frame.heightPx, bottom + tilePx + borderPx)];
  const tile = { widthPx: x1 - x0, heightPx: y1 - y0 };
  const count = tile.widthPx * tile.heightPx;
  const { clean, noise, excess, fine, work, hits } = room;
  copyTile(frame, x0, y0, tile, clean);
  const view = { clean: clean.subarray(0, count), noise: noise.subarray(0, count) };
  const [toWork, toExcess, toFine] = [work, excess, fine].map((plane) => plane.subarray(0, count)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  noiseOf(frame, settings, x0, y0, tile, view.clean, toWork, view.noise);
  positiveLaplacian(view.clean, tile, toWork);
  for (let i = 0; i < count; i++) toWork[i] = (toWork[i] ?? 0) / (2 * (noise[i] ?? 1));
  separableMedian(toWork, tile, 5, toExcess);
  for (let i = 0; i < count; i++) toExcess[i] = (toWork[i] ?? 0) - (toExcess[i] ?? 0);
  let any = false;
  for (let i = 0; i < count; i++) any ||= (toExcess[i] ?? 0) > sigmaClip;
  if (!any) return;
  fineStructure(view.clean, tile, settings.fineStructure, toWork, toFine);
  for (let y = 0, i = 0; y < tile.heightPx; y++) {
    for (let x = 0; x < tile.widthPx; x++, i++) {
      const bad = frame.mask[(y + y0) * frame.widthPx + x + x0] !== 0;
      const structure = max(0.01, (toFine[i] ?? 0) / (noise[i] ?? 1));
      const value = toExcess[i] ?? 0;
      hits[i] = !bad && value > sigmaClip && value > objectLimit * structure ? 1 : 0;
      // a hit beside a bright star would grow all over it: its neighbours must not be as smooth as a star either
      if (bad || value < sigmaFraction * objectLimit * structure) toExcess[i] = -1;
    }
  }
  growHits(hits, toExcess, tile, sigmaClip);
  growHits(hits, toExcess, tile, sigmaClip * sigmaFraction);
  const [right, top] = [min(frame.widthPx, left + tilePx), min(frame.heightPx, bottom + tilePx)];
  for (let y = bottom; y < top; y++) {
    for (let x = left; x < right; x++) {
      const at = y * frame.widthPx + x;
      if (hits[(y - y0) * tile.widthPx + x - x0] === 1 && crays[at] === 0) found.push(at);
    }
  }
}

function copyTile({ widthPx, electrons }: Frame, x0: number, y0: number, tile: Tile, to: Float32Array): void {
  for (let y = 0; y < tile.heightPx; y++) {
    const start = (y + y0) * widthPx + x0;
    to.set(electrons.subarray(start, start + tile.widthPx), y * tile.widthPx);
  }
}

/** Standard deviation in electrons, from the variance given or from the photons of a 5 x 5 median. */
function noiseOf(
  frame: Frame,
  { gainEPerAdu, readNoiseE = 6.5, variance, subtractedSkyAdu = 0 }: CosmicRaySettings,
  x0: number,
  y0: number,
  tile: Tile,
  clean: Float32Array,
  work: Float32Array,
  to: Float32Array,
): void {
  if (!variance) separableMedian(clean, tile, 5, work);
  for (let y = 0, i = 0; y < tile.heightPx; y++) {
    for (let x = 0; x < tile.widthPx; x++, i++) {
      const given = variance?.[(y + y0) * frame.widthPx + x + x0];
      const photons = max(1e-5, (work[i] ?? 0) + subtractedSkyAdu * gainEPerAdu);
      to[i] = given === undefined ? sqrt(photons + readNoiseE ** 2) : max(1e-5, gainEPerAdu * sqrt(max(0, given)));
    }
  }
}

/** Neighbours (of eight) of a hit are hits too where the Laplacian exceeds a limit. */
function growHits(hits: Uint8Array, excess: Float32Array, { widthPx, heightPx }: Tile, limit: number): void {
  const grown: number[] = [];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (hits[y * widthPx + x] !== 1) continue;
      for (let v = max(0, y - 1); v <= min(heightPx - 1, y + 1); v++) {
        for (let u = max(0, x - 1); u <= min(widthPx - 1, x + 1); u++) {
          const at = v * widthPx + u;
          if (hits[at] === 0 && (excess[at] ?? 0) > limit) grown.push(at);
        }
      }
    }
  }
  for (const at of grown) hits[at] = 1;
}

/** Replaces hits by the mean of the pixels about them that are neither hit nor bad; without any, by the sky. */
function mend({ widthPx, heightPx, electrons, mask, skyE }: Frame, crays: Uint8Array, found: readonly number[]): void {
  const values = found.map((at) => {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    let [sum, count] = [0, 0];
    for (let v = max(0, y - 2); v <= min(heightPx - 1, y + 2); v++) {
      for (let u = max(0, x - 2); u <= min(widthPx - 1, x + 2); u++) {
        const from = v * widthPx + u;
        if (crays[from] !== 0 || mask[from] !== 0) continue;
        sum += electrons[from] ?? 0;
        count++;
      }
    }
    return count > 0 ? sum / count : skyE;
  });
  found.forEach((at, i) => {
    electrons[at] = values[i] ?? skyE;
  });
}
