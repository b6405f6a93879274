import { FitsError } from '../error.js';

/** A box of pixels: its first pixel on each axis, counted from 0, and how many it spans. */
export interface Box {
  readonly start: readonly number[];
  readonly span: readonly number[];
}

/** How an image is cut into tiles; those at the far edges are smaller. */
export class TileGrid {
  readonly perAxis: readonly number[];
  readonly tiles: number;

  /** @throws FitsError `bad_tiles` when a tile has no pixels. */
  constructor(
    readonly axes: readonly number[],
    readonly tileAxes: readonly number[],
  ) {
    if (tileAxes.some((length) => length < 1)) throw new FitsError('bad_tiles', 'the tiles have no pixels');
    this.perAxis = axes.map((length, i) => Math.ceil(length / (tileAxes[i] ?? 1)));
    this.tiles = this.perAxis.reduce((product, n) => product * n, 1);
  }

  /** Tile `index` (from 0), in the order of the table's rows. */
  box(index: number): Box {
    const [start, span]: [number[], number[]] = [[], []];
    let rest = index;
    this.axes.forEach((length, i) => {
      const [tile, many] = [this.tileAxes[i] ?? 1, this.perAxis[i] ?? 1];
      const from = (rest % many) * tile;
      rest = Math.floor(rest / many);
      start.push(from);
      span.push(Math.min(tile, length - from));
    });
    return { start, span };
  }
}

export const pixelsIn = ({ span }: Box): number => span.reduce((product, n) => product * n, 1);

/** Copies a tile into an array that holds the pixels of `region`, of which the tile is a part. */
export function paste<T extends { set(from: T, at: number): void; subarray(from: number, to: number): T }>(
  tile: T,
  box: Box,
  into: T,
  region: Box,
): void {
  const width = box.span[0] ?? 1;
  const lines = pixelsIn(box) / width;
  for (let line = 0; line < lines; line++) {
    let [rest, at, stride] = [line, (box.start[0] ?? 0) - (region.start[0] ?? 0), region.span[0] ?? 1];
    for (let axis = 1; axis < box.span.length; axis++) {
      const span = box.span[axis] ?? 1;
      at += ((box.start[axis] ?? 0) - (region.start[axis] ?? 0) + (rest % span)) * stride;
      rest = Math.floor(rest / span);
      stride *= region.span[axis] ?? 1;
    }
    into.set(tile.subarray(line * width, (line + 1) * width), at);
  }
}
