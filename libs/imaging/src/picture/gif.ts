/** A picture of 256 greys, first row at the top. */
export interface GreyPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly grey: Uint8Array;
}

/** A GIF (89a) that goes round for ever. Times are kept in hundredths of a second. @throws RangeError when frames differ in size */
export function encodeGif(frames: readonly GreyPicture[], framesPerS: number): Buffer {
  const [first] = frames;
  if (!first) throw new RangeError('a GIF has at least one frame');
  const { widthPx, heightPx } = first;
  if (Math.max(widthPx, heightPx) > 0xffff) throw new RangeError('a GIF has at most 65535 pixels a side');
  if (frames.some((frame) => frame.widthPx !== widthPx || frame.heightPx !== heightPx))
    throw new RangeError('the frames differ in size');
  const head = Buffer.alloc(13);
  head.write('GIF89a', 'latin1');
  head.writeUInt16LE(widthPx, 6);
  head.writeUInt16LE(heightPx, 8);
  head.set([0xf7, 0, 0], 10); // a table of 256 colours of 8 bits for all frames
  const greys = Buffer.from(Array.from({ length: 256 }, (_, level) => [level, level, level]).flat());
  const forEver = Buffer.from([0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0'), 3, 1, 0, 0, 0]);
  const delay = Math.min(0xffff, Math.max(2, Math.round(100 / framesPerS)));
  return Buffer.concat([
    head,
    greys,
    forEver,
    ...frames.map((frame) => encodeFrame(frame, delay)),
    Buffer.from([0x3b]),
  ]);
}

function encodeFrame({ widthPx, heightPx, grey }: GreyPicture, delay: number): Buffer {
  const head = Buffer.alloc(8 + 10 + 1);
  head.set([0x21, 0xf9, 4, 0]);
  head.writeUInt16LE(delay, 4);
  head[8] = 0x2c;
  head.writeUInt16LE(widthPx, 13);
  head.writeUInt16LE(heightPx, 15);
  head[18] = 8; // bits of a pixel
  return Buffer.concat([head, inBlocks(compress(grey)), Buffer.from([0])]);
}

/** Data of a GIF come in blocks of up to 255 bytes, each after its length. */
function inBlocks(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.subarray(at, at + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  return Buffer.concat(blocks);
}

const clear = 256;
const end = 257;
const mostCodes = 4096;

/** LZW as GIF has it: codes of 9 to 12 bits, lowest bit first, a fresh table whenever it is full. */
function compress(pixels: Uint8Array): Buffer {
  const out = new BitWriter(pixels.length);
  // [code of what came before, pixel] -> code of both
  const table = new Uint16Array(mostCodes * 256);
  let [next, bits] = [end + 1, 9];
  out.write(clear, bits);
  let prefix = pixels[0] ?? 0;
  for (let i = 1; i < pixels.length; i++) {
    const pixel = pixels[i] ?? 0;
    const at = prefix * 256 + pixel;
    const known = table[at] ?? 0;
    if (known !== 0) {
      prefix = known;
      continue;
    }
    out.write(prefix, bits);
    prefix = pixel;
    if (next === mostCodes) {
      out.write(clear, bits);
      table.fill(0);
      [next, bits] = [end + 1, 9];
      continue;
    }
    table[at] = next++;
    if (next > 1 << bits && bits < 12) bits++;
  }
  out.write(prefix, bits);
  if (next === 1 << bits && bits < 12) bits++;
  out.write(end, bits);
  return out.bytes();
}

class BitWriter {
  private buffer: Buffer;
  private length = 0;
  private held = 0;
  private count = 0;

  constructor(expected: number) {
    this.buffer = Buffer.alloc(Math.max(64, expected));
  }

  write(code: number, bits: number): void {
    this.held |= code << this.count;
    this.count += bits;
    while (this.count >= 8) {
      this.put(this.held & 0xff);
      this.held >>>= 8;
      this.count -= 8;
    }
  }

  bytes(): Buffer {
    if (this.count > 0) this.put(this.held & 0xff);
    this.count = 0;
    return this.buffer.subarray(0, this.length);
  }

  private put(byte: number): void {
    if (this.length === this.buffer.length) this.buffer = Buffer.concat([this.buffer, Buffer.alloc(this.length)]);
    this.buffer[this.length++] = byte;
  }
}
