import { gzipSync } from 'node:zlib';
import { Header, writeFits, writeImage, writeLdac, writeTable } from '@nightjar/imaging';
import { cardsOf, distortedCoordinates, hostileValues, typeOver } from './hostile-header.js';

/** Numbers from 0 to 1 that a seed fixes (Park & Miller 1988). */
export function randomNumbers(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1;
  return () => (state = (16807 * state) % 2147483647) / 2147483647;
}

/** Sound files of every kind that is read; the malformed ones are made from them. */
export function soundFiles(packed: readonly Buffer[]): Buffer[] {
  const facts = new Header([
    { keyword: 'OBJECT', value: "Barnard's star" },
    { keyword: 'EXPTIME', value: 30.5 },
    { keyword: 'NOTE', value: 'long '.repeat(40) },
    ...distortedCoordinates({ raDeg: 10, decDeg: 20 }, { xPx: 8, yPx: 8 }),
  ]);
  const image = (data: Uint16Array | Float32Array) => ({ widthPx: 16, heightPx: 16, data });
  const table = [
    { name: 'X', values: [1, 2, 3] },
    { name: 'NAME', values: ['a', 'bc', 'd'] },
    { name: 'V', form: 'J' as const, values: [[1, 2], [], [3]] },
  ];
  const plain = writeImage(facts, image(Uint16Array.from({ length: 256 }, (_, i) => 250 * i)));
  return [
    plain,
    writeImage(facts, image(new Float32Array(256).fill(NaN))),
    writeImage(new Header(), { widthPx: 1, heightPx: 1, data: new Uint8Array([7]) }),
    writeTable(table),
    writeLdac([{ imageHeader: facts, columns: table }]),
    writeFits([
      { header: facts },
      { header: facts, axes: [8, 8, 2], data: new Int16Array(128) },
      { header: new Header(), columns: table },
    ]),
    gzipSync(plain),
    ...packed,
  ];
}

const structural =
  /^(?:NAXIS\d*|BITPIX|[PG]COUNT|TFIELDS|THEAP|TFORM\d+|Z(?:NAXIS|TILE|VAL)\d*|ZBITPIX|BZERO|BSCALE|BLANK|TZERO\d|CRPIX\d|CD\d_\d|A_ORDER) *=/;
/** One sound file, made unsound in one to four ways: bits, bytes, whole cards, its length. */
export function malformed(sound: readonly Buffer[], random: () => number): Buffer {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let bytes: Buffer = Buffer.from(pick(sound));
  for (let n = 1 + Math.floor(random() * 4); n > 0; n--)
    bytes = pick([flipBits, scatterLetters, hostileCard, hostileCard, cutOff])(bytes);
  return bytes;

  function flipBits(file: Buffer): Buffer {
    for (let k = 1 + Math.floor(random() * 8); k > 0 && file.length > 0; k--) {
      const at = Math.floor(random() * file.length);
      file[at] = (file[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    return file;
  }

  function scatterLetters(file: Buffer): Buffer {
    for (let k = 1 + Math.floor(random() * 12); k > 0 && file.length > 0; k--)
      file[Math.floor(random() * Math.min(file.length, 6000))] = pick([...Buffer.from("0123456789-+E.' =TFPQ")]);
    return file;
  }

  function hostileCard(file: Buffer): Buffer {
    const cards = cardsOf(file, (start) => structural.test(start));
    if (cards.length === 0) return file;
    const value = pick(hostileValues);
    typeOver(file, pick(cards), value);
    return file;
  }

  function cutOff(file: Buffer): Buffer {
    return random() < 0.5 ? Buffer.from(file.subarray(0, Math.floor(random() * file.length))) : file;
  }
}
