import type { RowSource } from '@nightjar/imaging';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** A levelled frame on the grid of the stack, as it is put away. */
export interface SpooledFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array;
  /** Standard deviation of every pixel, ADU. */
  readonly noise: Float32Array;
  readonly saturationAdu: number;
  readonly skyAdu: number;
}

/**
 * A frame in a file, read row by row, so that the memory a stack takes does not grow with the number of its frames.
 * Each row of values is followed by that of its noise.
 */
export class RowFile implements RowSource, Disposable {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly saturationAdu: number;
  readonly skyAdu: number;
  private readonly descriptor: number;
  private readonly rows: { readonly values: Float32Array; readonly noise: Float32Array };

  constructor(path: string, frame: SpooledFrame) {
    const { widthPx, heightPx, values, noise } = frame;
    ({ widthPx: this.widthPx, heightPx: this.heightPx } = frame);
    ({ saturationAdu: this.saturationAdu, skyAdu: this.skyAdu } = frame);
    this.rows = { values: new Float32Array(widthPx), noise: new Float32Array(widthPx) };
    this.descriptor = openSync(path, 'wx+');
    for (let y = 0; y < heightPx; y++)
      for (const plane of [values, noise])
        whole(writeSync, this.descriptor, plane.subarray(y * widthPx, (y + 1) * widthPx));
  }

  row(y: number): Float32Array {
    return this.read(this.rows.values, 2 * y);
  }

  noise(y: number): Float32Array {
    return this.read(this.rows.noise, 2 * y + 1);
  }

  [Symbol.dispose](): void {
    closeSync(this.descriptor);
  }

  private read(into: Float32Array, line: number): Float32Array {
    whole(readSync, this.descriptor, into, line * into.byteLength);
    return into;
  }
}

type Transfer = (
  descriptor: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number | null,
) => number;

/** One call may move fewer bytes than it was asked for. @throws Error when it moves none */
function whole(
  transfer: Transfer,
  descriptor: number,
  { buffer, byteOffset, byteLength }: Float32Array,
  at?: number,
): void {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  for (let done = 0; done < byteLength;) {
    const moved = transfer(descriptor, bytes, done, byteLength - done, at === undefined ? null : at + done);
    if (moved === 0) throw new Error(`only ${done} of ${byteLength} bytes of a frame of the stack could be moved`);
    done += moved;
  }
}
