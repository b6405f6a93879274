import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frame, VtpFramer, type FrameOutcome } from './frame.js';

const join = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const read = (chunks: readonly Uint8Array[], limit?: number): FrameOutcome[] => {
  const framer = new VtpFramer(limit);
  return chunks.flatMap((chunk) => framer.push(chunk));
};
const plain = (outcomes: readonly FrameOutcome[]): unknown[] =>
  outcomes.map((o) => (o.kind === 'frame' ? Buffer.from(o.bytes).toString('hex') : o));
const cut = (bytes: Uint8Array, points: readonly number[]): Uint8Array[] => {
  const ends = [...points.map((p) => p % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
};

describe('VTP framing', () => {
  it('gives back what was framed, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 9000 }), { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (payloads, points) => {
          const outcomes = read(cut(join(payloads.map(frame)), points));
          expect(plain(outcomes)).toEqual(payloads.map((p) => Buffer.from(p).toString('hex')));
        },
      ),
    );
  });

  it('comes to the same outcomes for any bytes, however they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 20 }), (bytes, points) => {
        expect(plain(read(cut(bytes, points), 64))).toEqual(plain(read([bytes], 64)));
      }),
    );
  });

  it('refuses a prefix above the limit at once and reads nothing after it', () => {
    const outcomes = read([Uint8Array.of(0, 0x10, 0, 1), frame(Uint8Array.of(1))]);
    expect(outcomes).toMatchObject([{ kind: 'oversize', length: 1048577, limit: 1048576 }]);
  });

  it('accepts a frame of exactly the limit', () => {
    expect(read([frame(new Uint8Array(64))], 64)).toMatchObject([{ kind: 'frame' }]);
  });

  it('refuses a prefix of zero', () => {
    expect(read([new Uint8Array(8)])).toMatchObject([{ kind: 'empty' }]);
  });

  it.each([
    ['TLS', Uint8Array.of(0x16, 3, 1, 2)],
    ['HTTP', new TextEncoder().encode('GET / HTTP/1.1')],
    ['little-endian', Uint8Array.of(0xf4, 1, 0, 0)],
  ])('says when the peer seems to speak %s', (word, bytes) => {
    const [outcome] = read([bytes]);
    expect(outcome).toMatchObject({ kind: 'oversize', because: expect.stringContaining(word) });
  });

  it('knows whether a frame is under way', () => {
    const framer = new VtpFramer();
    expect(framer.midFrame).toBe(false);
    framer.push(Uint8Array.of(0, 0));
    expect(framer.midFrame).toBe(true);
    framer.push(Uint8Array.of(0, 1, 7));
    expect(framer.midFrame).toBe(false);
  });
});
