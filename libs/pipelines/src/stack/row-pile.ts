import type { Image, PixelMapping } from '@nightjar/imaging';
import { join } from 'node:path';
import type { StackedFrame } from './header.js';
import { levelled, type Sky } from './level.js';
import type { OpenedFrame } from './open.js';
import { RowFile } from './row-file.js';

/** How a frame comes onto the grid of a stack. */
interface Laying {
  /** Absent: it is the grid, and keeps its pixels. */
  readonly mapping?: PixelMapping;
  readonly sky: Sky;
  readonly scale: number;
  /** The same in words. */
  readonly by: string;
}

/** Frames as they are put away, one in memory at a time; each is an open file until the end. */
export class RowPile implements Disposable {
  readonly rows: RowFile[] = [];
  readonly frames: StackedFrame[] = [];

  constructor(private readonly folder: string) {}

  /** @param size of the grid */
  put(frame: OpenedFrame, size: Pick<Image, 'widthPx' | 'heightPx'>, { mapping, sky, scale, by }: Laying): void {
    const path = join(this.folder, `frame-${this.rows.length}.rows`);
    this.rows.push(new RowFile(path, levelled(frame, mapping, size, sky, scale)));
    this.frames.push({ name: frame.input.product.name, by, seen: frame.seen, scale });
  }

  [Symbol.dispose](): void {
    for (const rows of this.rows) rows[Symbol.dispose]();
  }
}
