import { ApiProblem, getBytes } from '../live/api.js';
import type { Values } from './paint.js';
import { tileKey, tileQuery, type Tile } from './tiles.js';

/** Tiles kept, of one megabyte each. */
const MOST_KEPT = 64;
/** The browser asks a server six things at once, and one is the stream of events. */
const MOST_AT_ONCE = 4;
/** A server that was away is asked again after so long. */
const AGAIN_AFTER_MS = 3000;

/** Whether asking once more may help: not where the answer was a no. */
const mayPass = (fault: unknown): boolean =>
  !(fault instanceof ApiProblem) || fault.status === 0 || fault.status >= 500;

/** The tiles of one image: those that are wanted are fetched, nearest first; those seen longest ago are forgotten. */
export class TileStore {
  private readonly kept = new Map<string, Values>();
  private readonly asked = new Set<string>();
  private readonly failed = new Map<string, string>();
  private wanted: readonly Tile[] = [];

  /** @param path of the pixels, with what image of the file is meant. @param onChange something came, or did not */
  constructor(
    private readonly path: string,
    private readonly onChange: () => void,
    private readonly againAfterMs = AGAIN_AFTER_MS,
  ) {}

  get(tile: Tile): Values | undefined {
    return this.kept.get(tileKey(tile));
  }

  /** What is seen now; what was wanted before and has not been asked for is not asked for any more. */
  want(tiles: readonly Tile[]): void {
    for (const key of tiles.map(tileKey)) {
      const values = this.kept.get(key);
      // the last ones in the map are those seen last
      if (values && this.kept.delete(key)) this.kept.set(key, values);
    }
    this.wanted = tiles.filter((tile) => !this.kept.has(tileKey(tile)) && !this.failed.has(tileKey(tile)));
    this.fetchNext();
  }

  get isBusy(): boolean {
    return this.asked.size > 0;
  }

  /** Why a tile did not come; null when all did. */
  get fault(): string | null {
    return [...this.failed.values()][0] ?? null;
  }

  private fetchNext(): void {
    for (const tile of this.wanted) {
      if (this.asked.size >= MOST_AT_ONCE) return;
      const key = tileKey(tile);
      if (!this.asked.has(key) && !this.kept.has(key) && !this.failed.has(key)) void this.fetch(tile, key);
    }
  }

  private async fetch(tile: Tile, key: string): Promise<void> {
    this.asked.add(key);
    const query = new URLSearchParams(tileQuery(tile)).toString();
    try {
      const bytes = await getBytes(`${this.path}${this.path.includes('?') ? '&' : '?'}${query}`);
      const [widthPx, heightPx] = [tile.widthPx, tile.heightPx].map((px) => Math.ceil(px / tile.reduce));
      this.keep(key, { widthPx: widthPx ?? 0, heightPx: heightPx ?? 0, data: valuesOf(bytes) });
    } catch (fault) {
      this.failed.set(key, fault instanceof Error ? fault.message : String(fault));
      if (mayPass(fault)) setTimeout(() => this.again(key), this.againAfterMs);
    }
    this.asked.delete(key);
    this.fetchNext();
    this.onChange();
  }

  /** Forgets that a tile did not come: it is asked for if it is still wanted. */
  private again(key: string): void {
    this.failed.delete(key);
    this.onChange();
  }

  private keep(key: string, values: Values): void {
    this.kept.set(key, values);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) return;
      this.kept.delete(oldest);
    }
  }
}

/** 32-bit reals, lowest byte first. */
const valuesOf = (bytes: ArrayBuffer): Float32Array => {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return new Float32Array(bytes);
  const view = new DataView(bytes);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
};
