import type { GreyPicture } from './gif.js';

/** What a GIF of one table of greys holds. */
export interface DecodedGif {
  readonly magic: string;
  readonly frames: readonly GreyPicture[];
  /** Hundredths of a second. */
  readonly delays: readonly number[];
  readonly repeats: boolean;
}

/**
 * Reads a GIF by the book (GIF89a specification), knowing nothing of our encoder: what judges a film that was made.
 * @throws Error when it is broken
 */
export function decodeGif(file: Uint8Array): DecodedGif {
  const gif = Buffer.from(file);
  const packed = gif[10] ?? 0;
  let at = 13 + (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0);
  const frames: GreyPicture[] = [];
  const delays: number[] = [];
  let repeats = false;
  const blocks = (): Buffer => {
    const parts: Buffer[] = [];
    for (let size = gif[at++] ?? 0; size > 0; size = gif[at++] ?? 0) parts.push(gif.subarray(at, (at += size)));
    return Buffer.concat(parts);
  };
  for (;;) {
    const kind = gif[at++];
    if (kind === 0x3b) break;
    if (kind === 0x21) {
      const label = gif[at++];
      const body = blocks();
      if (label === 0xf9) delays.push(body.readUInt16LE(1));
      if (label === 0xff && body.toString('latin1', 0, 11) === 'NETSCAPE2.0') repeats = true;
      continue;
    }
    if (kind !== 0x2c) throw new Error(`no GIF block begins with ${kind}`);
    const [widthPx, heightPx] = [gif.readUInt16LE(at + 4), gif.readUInt16LE(at + 6)];
    at += 9;
    const bits = gif[at++] ?? 0;
    frames.push({ widthPx, heightPx, grey: decompress(blocks(), bits, widthPx * heightPx) });
  }
  return { magic: gif.toString('latin1', 0, 6), frames, delays, repeats };
}

function decompress(bytes: Buffer, minBits: number, pixels: number): Uint8Array {
  const clear = 1 << minBits;
  const out: number[] = [];
  let table: number[][] = [];
  let [bits, bit] = [minBits + 1, 0];
  let last: number[] | undefined;
  for (;;) {
    let code = 0;
    for (let i = 0; i < bits; i++, bit++) code |= (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) << i;
    if (code === clear + 1) break;
    if (code === clear) {
      table = Array.from({ length: clear }, (_, value) => [value]);
      table.push([], []);
      bits = minBits + 1;
      last = undefined;
      continue;
    }
    const known = table[code];
    if (!known && (code !== table.length || !last)) throw new Error(`code ${code} of ${table.length} is not known yet`);
    const entry = known ?? [...(last ?? []), last?.[0] ?? 0];
    out.push(...entry);
    if (last && table.length < 4096) table.push([...last, entry[0] ?? 0]);
    if (table.length === 1 << bits && bits < 12) bits++;
    last = entry;
  }
  if (out.length !== pixels) throw new Error(`${out.length} pixels, ${pixels} are wanted`);
  return Uint8Array.from(out);
}
