import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstImage, Header, readFits, writeImage } from '@nightjar/imaging';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from '../inspect/inspect.js';
import { because, tryOut } from '../kit/trial.fixture.js';
import { photometry } from '../photometry/photometry.js';
import { Night } from './night.fixture.js';
import { inMemory, withFile } from './open-file.js';
import { refuseTooLarge } from './room.js';

const gib = 2 ** 30;
const headerOf = (cards: readonly string[]): Buffer =>
  Buffer.from(
    [...cards, 'END']
      .map((card) => card.padEnd(80))
      .join('')
      .padEnd(2880),
    'latin1',
  );
const frameHeader = (sidePx: number, bitpix = -32): Buffer =>
  headerOf([
    ...['SIMPLE  = T', `BITPIX  = ${bitpix}`, 'NAXIS   = 2'],
    ...[`NAXIS1  = ${sidePx}`, `NAXIS2  = ${sidePx}`],
  ]);

/** The headers of a frame in one tile, which has so many bytes. */
const packedHeaders = (sidePx: number, tileBytes: number): Buffer =>
  Buffer.concat([
    headerOf(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0', 'EXTEND  = T']),
    headerOf([
      ...["XTENSION= 'BINTABLE'", 'BITPIX  = 8', 'NAXIS   = 2', 'NAXIS1  = 8', 'NAXIS2  = 1', `PCOUNT  = ${tileBytes}`],
      ...['GCOUNT  = 1', 'TFIELDS = 1', "TTYPE1  = 'COMPRESSED_DATA'", "TFORM1  = '1PB(8)'", 'ZIMAGE  = T'],
      ...["ZCMPTYPE= 'RICE_1'", 'ZBITPIX = 16', 'ZNAXIS  = 2', `ZNAXIS1 = ${sidePx}`, `ZNAXIS2 = ${sidePx}`],
      ...[`ZTILE1  = ${sidePx}`, `ZTILE2  = ${sidePx}`],
    ]),
  ]);

describe('a frame that is larger than memory allows', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nightjar-room-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A file with a header and holes where its pixels would be, which take no space on a disk. */
  function hollow(sidePx: number, bitpix = -32): string {
    const path = join(folder, `${sidePx}.fits`);
    writeFileSync(path, frameHeader(sidePx, bitpix));
    truncateSync(path, 2880 * Math.ceil(1 + (sidePx * sidePx * Math.abs(bitpix)) / 8 / 2880));
    return path;
  }

  it('is refused by its header, with what it needs and what may be used, and none of its pixels is read', async () => {
    const path = hollow(20_000);
    const before = process.memoryUsage().arrayBuffers;
    const within = (memory: number): Promise<void> => withFile(path, (file) => refuseTooLarge(file, memory));
    await expect(within(8 * gib)).rejects.toMatchObject({
      code: 'too_large',
      message:
        'a frame of 20000 x 20000 pixels needs 14.9 GiB of memory, and 6.0 GiB may be used here: crop or bin it, or let a larger machine do it',
    });
    await within(24 * gib);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e7);
  });

  it('is refused however tightly it is packed', async () => {
    const [sidePx, tileBytes] = [80_000, 1.5e9];
    const path = join(folder, 'packed.fits.fz');
    writeFileSync(path, packedHeaders(sidePx, tileBytes));
    truncateSync(path, 2880 * Math.ceil(2 + (8 + tileBytes) / 2880));
    using night = new Night();
    const input = { ...night.file('x.fits', Buffer.alloc(0)), path };
    for (const pipeline of [inspect, photometry])
      expect(because(await tryOut(pipeline, { inputs: [input] }))).toMatch(
        /^a frame of 80000 x 80000 pixels needs 204\.1 GiB of memory, and \d+\.\d GiB may be used here: crop or bin it/,
      );
  });

  it('is refused in words by every pipeline where its file is longer than one that is read whole', async () => {
    using night = new Night();
    const input = { ...night.file('x.fits', Buffer.alloc(0)), path: hollow(17_000, -64) };
    for (const pipeline of [inspect, photometry])
      expect(because(await tryOut(pipeline, { inputs: [input] }))).toMatch(/^(?:the file has 2\.2 GiB, |a frame of )/);
  });

  it('is nothing that a broken file is taken for', async () => {
    for (const bytes of [Buffer.from('no FITS'), frameHeader(20_000), writeImage(new Header(), small)])
      await refuseTooLarge(inMemory(bytes), gib);
    expect(firstImage(readFits(writeImage(new Header(), small))).image.widthPx).toBe(4);
  });
});

const small = { widthPx: 4, heightPx: 3, data: new Float32Array(12) };
