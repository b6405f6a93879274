/** What came out of a stream of bytes. After anything but a frame the stream cannot be read further. */
export type FrameOutcome =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  | { readonly kind: 'empty'; readonly because: string }
  | { readonly kind: 'oversize'; readonly length: number; readonly limit: number; readonly because: string };

const PREFIX_BYTES = 4;
const FIRST_ALLOCATION = 4096;
export const DEFAULT_FRAME_LIMIT = 1024 * 1024;

/** A VTP frame: four bytes of length, unsigned big-endian, then the payload. */
export const frame = (payload: Uint8Array): Uint8Array => {
  const framed = new Uint8Array(PREFIX_BYTES + payload.length);
  new DataView(framed.buffer).setUint32(0, payload.length);
  framed.set(payload, PREFIX_BYTES);
  return framed;
};

/**
 * Cuts a byte stream into VTP frames, whatever the chunks. Memory follows the bytes that have arrived, never the length
 * that was announced, so a large prefix costs nothing.
 */
export class VtpFramer {
  private readonly prefix = new Uint8Array(PREFIX_BYTES);
  private prefixFilled = 0;
  private payload = new Uint8Array(0);
  private filled = 0;
  private closed = false;

  /** @param limit longest payload accepted, bytes */
  constructor(private readonly limit: number = DEFAULT_FRAME_LIMIT) {}

  /** True while a frame has begun and not ended: the moment for a read time-out. */
  get midFrame(): boolean {
    return this.prefixFilled > 0;
  }

  /** Takes the next bytes; gives what they completed, in order. Once a prefix was refused it gives nothing more. */
  push(chunk: Uint8Array): FrameOutcome[] {
    const outcomes: FrameOutcome[] = [];
    let at = 0;
    while (at < chunk.length && !this.closed) {
      at += this.prefixFilled < PREFIX_BYTES ? this.takePrefix(chunk, at) : this.takePayload(chunk, at);
      const outcome = this.outcome();
      if (outcome) outcomes.push(outcome);
    }
    return outcomes;
  }

  private takePrefix(chunk: Uint8Array, at: number): number {
    const taken = Math.min(PREFIX_BYTES - this.prefixFilled, chunk.length - at);
    this.prefix.set(chunk.subarray(at, at + taken), this.prefixFilled);
    this.prefixFilled += taken;
    return taken;
  }

  private takePayload(chunk: Uint8Array, at: number): number {
    const taken = Math.min(this.length - this.filled, chunk.length - at);
    this.makeRoom(this.filled + taken);
    this.payload.set(chunk.subarray(at, at + taken), this.filled);
    this.filled += taken;
    return taken;
  }

  private makeRoom(needed: number): void {
    if (needed <= this.payload.length) return;
    const size = Math.min(this.length, Math.max(needed, 2 * this.payload.length, FIRST_ALLOCATION));
    const larger = new Uint8Array(size);
    larger.set(this.payload.subarray(0, this.filled));
    this.payload = larger;
  }

  private get length(): number {
    return new DataView(this.prefix.buffer).getUint32(0);
  }

  private outcome(): FrameOutcome | null {
    if (this.prefixFilled < PREFIX_BYTES) return null;
    const { length, limit } = this;
    if (length === 0) return this.close({ kind: 'empty', because: 'The frame announces no bytes.' });
    if (length > limit) return this.close({ kind: 'oversize', length, limit, because: oversize(this.prefix, limit) });
    if (this.filled < length) return null;
    const bytes = this.payload.subarray(0, length);
    this.payload = new Uint8Array(0);
    this.prefixFilled = this.filled = 0;
    return { kind: 'frame', bytes };
  }

  private close(outcome: FrameOutcome): FrameOutcome {
    this.closed = true;
    this.payload = new Uint8Array(0);
    return outcome;
  }
}

/** Says what the peer probably speaks when its first four bytes are no length that is accepted. */
const oversize = (prefix: Uint8Array, limit: number): string => {
  const view = new DataView(prefix.buffer);
  const announced = `The frame announces ${view.getUint32(0)} bytes; at most ${limit} are read.`;
  if (prefix[0] === 0x16 && prefix[1] === 3) return `${announced} The peer seems to speak TLS.`;
  if (/^[A-Z]{3}[ A-Z]$/.test(String.fromCharCode(...prefix))) return `${announced} The peer seems to speak HTTP.`;
  const reversed = view.getUint32(0, true);
  if (reversed > 0 && reversed <= limit) return `${announced} The length seems to be little-endian.`;
  return announced;
};
