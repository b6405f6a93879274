import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pyros1 } from './dialects/pyros1.js';
import { FrameReader } from './frame-reader.js';
import type { Received } from './message.js';
import { writeBlob, writeFrame } from './write-frame.js';

const ok = (id: string) => writeFrame(pyros1, { kind: 'reply', id, outcome: 'OK', values: { state: 'IDLE' } });
const text = (line: string) => Buffer.from(line, 'latin1');

/** A stream of everything that may come: replies, files, noise, overlong lines. */
const piece: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(ok),
  fc.uint8Array({ maxLength: 300 }).map((payload) => writeBlob(pyros1, 'img', 'FITS', payload)),
  fc.uint8Array({ maxLength: 40 }).map((noise) => Buffer.concat([noise, text('\n')])),
  fc.integer({ min: 4090, max: 4100 }).map((length) => text(`${'x'.repeat(length)}\n`)),
);

function readInCuts(bytes: Uint8Array, cuts: readonly number[]): { received: Received[]; garbage: number } {
  const reader = new FrameReader(pyros1);
  const edges = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  const received = edges.flatMap((edge, n) => reader.push(bytes.subarray(edge, edges[n + 1] ?? edge)));
  return { received, garbage: reader.garbageCount };
}

describe('the frame reader', () => {
  it('gives the same messages however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 30 }), (pieces, cuts) => {
        const bytes = Buffer.concat(pieces);
        expect(readInCuts(bytes, cuts)).toEqual(readInCuts(bytes, []));
      }),
    );
  });

  it('gives the same messages one byte at a time', () => {
    const bytes = Buffer.concat([ok('1'), text('nonsense\n'), writeBlob(pyros1, 'f', 'FITS', text('a\nb\n')), ok('2')]);
    const reader = new FrameReader(pyros1);
    const single = [...bytes].flatMap((byte) => reader.push(Uint8Array.of(byte)));
    expect(single).toEqual(new FrameReader(pyros1).push(bytes));
    expect(single.map(({ kind }) => kind)).toEqual(['reply', 'garbage', 'blob', 'reply']);
  });

  it('brings a file whole and says that it is intact', () => {
    const payload = Uint8Array.from({ length: 5000 }, (_, i) => i % 256);
    const [blob] = new FrameReader(pyros1).push(writeBlob(pyros1, 'cmd_1', 'FITS', payload));
    expect(blob).toMatchObject({ kind: 'blob', id: 'cmd_1', format: 'FITS', intact: true });
    expect(blob?.kind === 'blob' && Buffer.from(blob.payload).equals(payload)).toBe(true);
  });

  it('says when a byte of a file was turned', () => {
    const bytes = writeBlob(pyros1, 'cmd_1', 'FITS', text('abcdef'));
    bytes[bytes.length - 1] = 0;
    expect(new FrameReader(pyros1).push(bytes)).toMatchObject([{ kind: 'blob', intact: false }]);
  });

  it('delivers a file without bytes', () => {
    const bytes = Buffer.concat([writeBlob(pyros1, 'e', 'FITS', new Uint8Array()), ok('1')]);
    expect(new FrameReader(pyros1).push(bytes).map(({ kind }) => kind)).toEqual(['blob', 'reply']);
  });

  it('drops a line over 4096 bytes up to its end, counts it, and reads on', () => {
    const reader = new FrameReader(pyros1);
    const received = reader.push(Buffer.concat([text(`#1 OK ${'x'.repeat(5000)}\n`), ok('2')]));
    expect(received).toMatchObject([
      { kind: 'garbage', code: 106 },
      { kind: 'reply', id: '2' },
    ]);
    expect(reader.garbageCount).toBe(1);
  });

  it('refuses an announced file larger than it may hold', () => {
    const reader = new FrameReader(pyros1, 10);
    expect(reader.push(writeBlob(pyros1, 'f', 'FITS', text('01234567890')))[0]).toMatchObject({ code: 105 });
  });

  it('knows whether a break now would lose something', () => {
    const reader = new FrameReader(pyros1);
    reader.push(ok('1'));
    expect(reader.isMidMessage).toBe(false);
    reader.push(ok('2').subarray(0, 3));
    expect(reader.isMidMessage).toBe(true);
  });
});
