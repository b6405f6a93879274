import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { firstImage, readFits } from './fits/read.js';
import { writeImage } from './fits/write.js';
import type { PixelArray } from './image.js';
import { inspectFrame } from './inspect/frame.js';
import { readSextractorCatalogue, sextractorRun } from './tools/sextractor.js';
import { readFieldSolution, solveFieldRun } from './tools/solve-field.js';
import { separationDeg } from './wcs/tangent.js';
import { readWcs } from './wcs/read-wcs.js';

const corpus = process.env.CORPUS_DIR;
const frames = join(corpus ?? '', 'fits');
const onPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
const bytesOf = ({ buffer, byteOffset, byteLength }: PixelArray): Buffer => Buffer.from(buffer, byteOffset, byteLength);
if (corpus === undefined) console.warn('skipped: CORPUS_DIR is not set, so the real frames are not read');

(corpus === undefined ? describe.skip : describe)('the real frames', () => {
  const images = corpus === undefined ? [] : readdirSync(frames).filter((name) => /\.fits?$/i.test(name));

  it('are all read, each with a plane of pixels, and written back unchanged', () => {
    expect(images.length).toBeGreaterThan(8);
    for (const name of images) {
      const { header, image } = firstImage(readFits(readFileSync(join(frames, name))));
      expect(image.data.length).toBe(image.widthPx * image.heightPx);
      const back = firstImage(readFits(writeImage(header, image))).image.data;
      expect(Buffer.compare(bytesOf(back), bytesOf(image.data))).toBe(0);
    }
  });

  it('tell what they are: HAT-P-32, one minute in local time with an offset', () => {
    const { header, image } = firstImage(readFits(readFileSync(join(frames, 'hatp32', 'HATP-32171220013343.FITS'))));
    const seen = inspectFrame(header, image);
    expect(seen).toMatchObject({ object: 'HATP-32', exposureS: 60, filterText: 'Clear', pixelScaleArcsec: 5.21 });
    expect(seen.startAt?.toISOString()).toBe('2017-12-20T01:33:43.317Z');
    expect(seen.backgroundAdu).toBeGreaterThan(366);
    expect(seen.backgroundAdu).toBeLessThan(370);
    expect(Math.abs(seen.rmsAdu - 1.43)).toBeLessThan(0.15);
    expect(seen.saturationAdu).toBeCloseTo(3908.65, 1);
  });

  it('are opened when they are compressed: HAT-P-32 again, packed by fpack', () => {
    const [packed, plain] = ['derived-hatp32.fits.fz', join('hatp32', 'HATP-32171220013343.FITS')].map((name) =>
      firstImage(readFits(readFileSync(join(frames, name)))),
    );
    expect(
      Buffer.compare(bytesOf(packed?.image.data ?? new Uint8Array()), bytesOf(plain?.image.data ?? new Uint8Array())),
    ).toBe(0);
    expect(packed?.header.text('OBJECT')).toBe('HATP-32');
  });

  it('carry a TAN-SIP solution that turns pixels to the sky and back', () => {
    const { header, image } = firstImage(readFits(readFileSync(join(frames, 'pocs-solved.fits.fz'))));
    const wcs = readWcs(header);
    const middle = wcs?.pixelToSky({ xPx: (image.widthPx + 1) / 2, yPx: (image.heightPx + 1) / 2 });
    // the frame two minutes before, solved by solve-field itself, has its centre at 303.2110 +46.0195
    expect(3600 * separationDeg(middle ?? { raDeg: 0, decDeg: 0 }, { raDeg: 303.211, decDeg: 46.0195 })).toBeLessThan(
      120,
    );
    expect(wcs?.pixelScaleArcsec).toBeCloseTo(10.3, 1);
    for (const [xPx, yPx] of [
      [1, 1],
      [700, 1],
      [350, 350],
      [20, 680],
    ] as const) {
      const back = wcs?.skyToPixel(wcs.pixelToSky({ xPx, yPx }));
      expect(Math.hypot((back?.xPx ?? NaN) - xPx, (back?.yPx ?? NaN) - yPx)).toBeLessThan(1e-6);
    }
  });

  (onPath('solve-field') && onPath('source-extractor') ? it : it.skip)(
    'of HAT-P-32 is solved from its detections',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'nightjar-imaging-'));
      try {
        const run = (program: string, args: readonly string[]) =>
          execFileSync(program, args, { cwd: folder, stdio: 'ignore' });
        const { header, image } = firstImage(
          readFits(readFileSync(join(frames, 'hatp32', 'HATP-32171220013343.FITS'))),
        );
        const seen = inspectFrame(header, image);
        writeFileSync(join(folder, 'frame.fits'), writeImage(header, image));
        const detection = sextractorRun({
          frame: 'frame.fits',
          gainEPerAdu: seen.gainEPerAdu,
          saturationAdu: seen.saturationAdu,
          threshold: 3,
        });
        for (const [name, text] of Object.entries(detection.files)) writeFileSync(join(folder, name), text);
        run('source-extractor', detection.arguments);
        const sources = readSextractorCatalogue(readFileSync(join(folder, detection.catalogue)));
        const { widthPx, heightPx } = image;
        const { pointing, pixelScaleArcsec } = seen;
        const solution = solveFieldRun(sources, { widthPx, heightPx, pointing, pixelScaleArcsec });
        for (const [name, bytes] of Object.entries(solution.files)) writeFileSync(join(folder, name), bytes);
        run('solve-field', solution.arguments);
        const { wcs } = readFieldSolution(
          readFileSync(join(folder, solution.wcs)),
          readFileSync(join(folder, solution.correspondences)),
        );
        // the reference values hold for pixel (w/2, h/2) counted from 0, half a pixel (3.6 arcsec) off the true centre
        const centre = wcs.pixelToSky({ xPx: widthPx / 2 + 1, yPx: heightPx / 2 + 1 });
        expect(3600 * separationDeg(centre, { raDeg: 31.2479, decDeg: 46.7402 })).toBeLessThan(3);
        expect(Math.abs(wcs.pixelScaleArcsec / 5.1635 - 1)).toBeLessThan(0.0005);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
