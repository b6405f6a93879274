import type { Interval } from './interval.js';

/** A wish placed in the night: it may slide within `room` and lasts `lengthMs`. */
export interface Placed<T> {
  readonly item: T;
  readonly room: Interval;
  readonly lengthMs: number;
}

/** Where a wish can be put: before the `index`-th block, starting within [fromMs, toMs], at a cost in gaps. */
export interface Opening {
  readonly index: number;
  readonly room: Interval;
  readonly fromMs: number;
  readonly toMs: number;
  readonly costMs: number;
}

/**
 * Blocks in order, none fixed in time: each knows the earliest start that its forerunners leave and the latest that its followers
 * allow, so that an insertion sees all the slack there is. `gapMs` is what must pass between the end of one and the start of the next.
 */
export class Sequence<T> {
  private readonly blocks: Placed<T>[] = [];
  private earliest: number[] = [];
  private latest: number[] = [];

  constructor(
    private readonly gapMs: (from: T | null, to: T) => number,
    private readonly notBeforeMs: number,
  ) {}

  get placed(): readonly Placed<T>[] {
    return this.blocks;
  }

  private firstStartMs(index: number, item: T): number {
    const before = this.blocks[index - 1];
    if (!before) return this.notBeforeMs + this.gapMs(null, item);
    return (this.earliest[index - 1] ?? 0) + before.lengthMs + this.gapMs(before.item, item);
  }

  private lastStartMs(index: number, item: T, lengthMs: number): number {
    const after = this.blocks[index];
    return after ? (this.latest[index] ?? 0) - this.gapMs(item, after.item) - lengthMs : Number.POSITIVE_INFINITY;
  }

  /** Every place where a wish of a length fits, earliest first. */
  openings(item: T, rooms: readonly Interval[], lengthMs: number): Opening[] {
    const found: Opening[] = [];
    const last = Math.max(...rooms.map(({ endMs }) => endMs));
    for (let index = 0; index <= this.blocks.length; index++) {
      const [before, after] = [this.blocks[index - 1], this.blocks[index]];
      if ((this.earliest[index - 1] ?? 0) > last) break;
      const gapBefore = this.gapMs(before?.item ?? null, item);
      const low = before ? (this.earliest[index - 1] ?? 0) + before.lengthMs + gapBefore : this.notBeforeMs + gapBefore;
      if (after && low + lengthMs > (this.latest[index] ?? 0)) continue;
      const gapAfter = after ? this.gapMs(item, after.item) : 0;
      const high = after ? (this.latest[index] ?? 0) - gapAfter - lengthMs : Number.POSITIVE_INFINITY;
      const saved = before && after ? this.gapMs(before.item, after.item) : 0;
      const costMs = (before ? gapBefore : 0) + gapAfter - saved;
      for (const room of rooms) {
        const fromMs = Math.ceil(Math.max(low, room.startMs));
        const toMs = Math.floor(Math.min(high, room.endMs - lengthMs));
        if (fromMs <= toMs) found.push({ index, room, fromMs, toMs, costMs });
      }
    }
    return found.sort((a, b) => a.fromMs - b.fromMs);
  }

  insert(item: T, { index, room }: Pick<Opening, 'index' | 'room'>, lengthMs: number): void {
    this.blocks.splice(index, 0, { item, room, lengthMs });
    this.sweep();
  }

  private sweep(): void {
    this.earliest = [];
    for (const [i, { item, room }] of this.blocks.entries())
      this.earliest[i] = Math.ceil(Math.max(room.startMs, this.firstStartMs(i, item)));
    this.latest = new Array<number>(this.blocks.length).fill(0);
    for (let i = this.blocks.length - 1; i >= 0; i--) {
      const block = this.blocks[i];
      if (!block) continue;
      const follower = this.lastStartMs(i + 1, block.item, block.lengthMs);
      this.latest[i] = Math.floor(Math.min(block.room.endMs - block.lengthMs, follower));
    }
  }

  /**
   * A start for every block: each as near to what it prefers as the earliest starts of all and the chosen starts of its
   * followers leave, decided from the last to the first.
   */
  settle(prefer: (block: Placed<T>, fromMs: number) => number): number[] {
    const starts: number[] = [];
    for (let i = this.blocks.length - 1; i >= 0; i--) {
      const [block, after] = [this.blocks[i], this.blocks[i + 1]];
      if (!block) continue;
      const fromMs = this.earliest[i] ?? 0;
      const bound = after ? (starts[i + 1] ?? 0) - this.gapMs(block.item, after.item) - block.lengthMs : Infinity;
      const toMs = Math.floor(Math.min(block.room.endMs - block.lengthMs, bound));
      starts[i] = Math.round(Math.max(fromMs, Math.min(toMs, prefer(block, fromMs))));
    }
    return starts;
  }
}
