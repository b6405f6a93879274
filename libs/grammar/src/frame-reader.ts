import { createHash, type Hash } from 'node:crypto';
import type { Dialect } from './dialect.js';
import type { BlobHead, BlobReceived, Received } from './message.js';

const LF = 10;

interface OpenBlob {
  readonly head: BlobHead;
  readonly chunks: Uint8Array[];
  readonly hash: Hash;
  missing: number;
}

/**
 * Bytes to messages, however they were cut on the way: one byte at a time gives the same messages as all at once.
 * What is no message is dropped up to the next line end and counted; memory stays bounded by the longest line and the
 * largest file.
 */
export class FrameReader {
  /** Lines that were no message, so far. */
  garbageCount = 0;
  private line: number[] = [];
  private overlong = false;
  private blob: OpenBlob | undefined;

  /** @param maxBlobBytes a larger announced file is garbage: its bytes are then read as lines. */
  constructor(
    private readonly dialect: Dialect,
    private readonly maxBlobBytes = 256 * 1024 * 1024,
  ) {}

  /** The messages that these bytes complete, in order. Never throws. */
  push(bytes: Uint8Array): Received[] {
    const received: Received[] = [];
    let at = 0;
    while (at < bytes.length || this.blob?.missing === 0) {
      if (this.blob) {
        at += this.takePayload(this.blob, bytes.subarray(at), received);
        continue;
      }
      const end = bytes.indexOf(LF, at);
      this.takeText(bytes.subarray(at, end < 0 ? bytes.length : end));
      if (end < 0) break;
      at = end + 1;
      this.endLine(received);
    }
    return received;
  }

  /** Whether a message has begun and not ended: what is lost when the link breaks now. */
  get isMidMessage(): boolean {
    return this.line.length > 0 || this.overlong || this.blob !== undefined;
  }

  private takeText(part: Uint8Array): void {
    if (this.overlong) return;
    if (this.line.length + part.length > this.dialect.maxLineBytes) {
      this.overlong = true;
      this.line = [];
      return;
    }
    for (const byte of part) this.line.push(byte);
  }

  private endLine(received: Received[]): void {
    const { line, overlong } = this;
    this.line = [];
    this.overlong = false;
    if (overlong) return this.discard(received, { kind: 'garbage', code: 106, says: 'line too long', id: null });
    if (line.some((byte) => byte < 32 || byte > 126)) {
      return this.discard(received, { kind: 'garbage', code: 100, says: 'not printable ASCII', id: null });
    }
    const message = this.dialect.read(String.fromCharCode(...line));
    if (message.kind === 'garbage') return this.discard(received, message);
    if (message.kind !== 'blob') return void received.push(message);
    if (message.bytes > this.maxBlobBytes) {
      return this.discard(received, { kind: 'garbage', code: 105, says: 'file too large', id: message.id });
    }
    this.blob = { head: message, chunks: [], hash: createHash('sha256'), missing: message.bytes };
  }

  private discard(received: Received[], garbage: Received): void {
    this.garbageCount += 1;
    received.push(garbage);
  }

  private takePayload(blob: OpenBlob, bytes: Uint8Array, received: Received[]): number {
    const part = bytes.subarray(0, blob.missing);
    blob.chunks.push(Uint8Array.from(part));
    blob.hash.update(part);
    blob.missing -= part.length;
    if (blob.missing === 0) {
      this.blob = undefined;
      received.push(closeBlob(blob));
    }
    return part.length;
  }
}

function closeBlob({ head, chunks, hash }: OpenBlob): BlobReceived {
  const payload = new Uint8Array(head.bytes);
  let at = 0;
  for (const chunk of chunks) {
    payload.set(chunk, at);
    at += chunk.length;
  }
  return { ...head, payload, intact: hash.digest('hex') === head.sha256 };
}
