import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { FitsError } from '../fits/error.js';
import { readFits, type Fits } from '../fits/read.js';
import { openImages } from '../fits/stream.js';
import { describeWithAstropy, firstDifference, inFolder, onPath, runAstropy } from './astropy.fixture.js';

/** Writes compressed images of every kind, and beside each the pixels that astropy itself reads back from it. */
const script = `
import numpy as np
from astropy.io import fits
rng = np.random.default_rng(7)
sky = rng.normal(500, 20, (61, 83))
sky[10:14, 20:25] += 9000
sparse = np.where(rng.random((61, 83)) < 0.02, 1, 0) * rng.integers(1, 4000, (61, 83))
real = sky.astype('f4').copy(); real[5, 5] = np.nan; real[0:3, 0:9] = 0; real[30] = 7.25
cube = rng.normal(100, 9, (3, 20, 31))
wild = rng.integers(-2**31, 2**31 - 1, (61, 83))
made = []
def make(name, data, **how):
    hdu = fits.CompImageHDU(data, fits.Header([('FILTER', 'R', 'band')]), **how)
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(name + '.fz', checksum=True)
for method in ('RICE_1', 'GZIP_1', 'GZIP_2'):
    make('i16-' + method, sky.astype('i2'), compression_type=method)
    make('u16-' + method, (sky + 30000).astype('u2'), compression_type=method, tile_size=(10, 7))
    make('u8-' + method, np.clip(sky / 4, 0, 255).astype('u1'), compression_type=method)
    make('i32-' + method, (sky * 1000).astype('i4'), compression_type=method, tile_size=(83, 20))
    make('wild-' + method, wild.astype('i4'), compression_type=method)
    for dither in (-1, 1, 2):
        make(f'f32-{method}-{dither}', real, compression_type=method, quantize_level=16, quantize_method=dither, dither_seed=77)
    make('f64-' + method, sky, compression_type=method, quantize_level=8, quantize_method=1, dither_seed=9999, tile_size=(40, 61))
    make('cube-' + method, cube.astype('i2'), compression_type=method, tile_size=(31, 4, 1))
for method in ('GZIP_1', 'GZIP_2'):
    make('lossless32-' + method, real, compression_type=method, quantize_level=0)
    make('lossless64-' + method, sky, compression_type=method, quantize_level=0)
make('plio', sparse.astype('i2'), compression_type='PLIO_1')
make('plio32', (sparse * 3000).astype('i4'), compression_type='PLIO_1')
make('hcompress', sky.astype('i2'), compression_type='HCOMPRESS_1', tile_size=(83, 61))
import glob, json
shapes = {}
for name in sorted(glob.glob('*.fz')):
    data = fits.getdata(name, 1)
    data.astype('<f8').tofile(name + '.raw')
    shapes[name] = list(data.shape[::-1])
print(json.dumps(shapes))
`;

// other programs are waited for here, on a machine that may be busy
jest.setTimeout(120_000);

const pixelsOf = ({ hdus }: Fits): Float64Array => {
  const image = hdus.find((hdu) => hdu.kind === 'image' && hdu.axes.length > 1);
  return Float64Array.from((image?.kind === 'image' && image.data) || []);
};
const expected = (path: string): Float64Array => new Float64Array(new Uint8Array(readFileSync(path)).buffer);

describeWithAstropy('tile-compressed images', () => {
  it('hold the same pixels for us as for astropy, whatever packed them, whole and in bands', async () => {
    await inFolder(async (folder) => {
      const shapes = JSON.parse(runAstropy(script, folder)) as Record<string, number[]>;
      expect(Object.keys(shapes).length).toBeGreaterThan(30);
      for (const [name, shape] of Object.entries(shapes)) {
        if (name.startsWith('hcompress')) continue;
        const bytes = readFileSync(join(folder, name));
        const fits = readFits(bytes);
        const truth = expected(join(folder, `${name}.raw`));
        expect([name, firstDifference(pixelsOf(fits), truth)]).toEqual([name, -1]);
        expect(fits.hdus[1]?.header.text('FILTER')).toBe('R');
        expect(fits.hdus[1]?.kind === 'image' && fits.hdus[1].axes).toEqual(shape);
        const [banded] = await openImages({
          sizeBytes: bytes.length,
          read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
        });
        const rows: number[] = [];
        const plane = shape.length > 2 ? 2 : 0;
        for await (const band of banded?.bands(8, plane) ?? []) rows.push(...band.image.data);
        const area = (shape[0] ?? 0) * (shape[1] ?? 0);
        const planeTruth = truth.slice(plane * area, (plane + 1) * area);
        expect([name, firstDifference(rows, planeTruth)]).toEqual([name, -1]);
        const [width = 0, height = 0] = shape;
        const some = await banded?.rows(2, height - 2, plane);
        const middle = planeTruth.slice(width, (height - 1) * width);
        expect([name, firstDifference([...(some?.data ?? [])], middle)]).toEqual([name, -1]);
      }
      const refused = readFits(readFileSync(join(folder, 'hcompress.fz')));
      expect(() => pixelsOf(refused)).toThrow(FitsError);
      expect(() => pixelsOf(refused)).toThrow(/HCOMPRESS_1/);
    });
  });
});

const corpus = process.env.CORPUS_DIR;
(corpus !== undefined && onPath('funpack') ? it : it.skip)(
  'the compressed real frames are what funpack makes of them',
  () =>
    inFolder((folder) => {
      const frames = join(corpus ?? '', 'fits');
      const packed = readdirSync(frames).filter((name) => name.endsWith('.fz'));
      expect(packed.length).toBeGreaterThan(1);
      for (const name of packed) {
        copyFileSync(join(frames, name), join(folder, name));
        execFileSync('funpack', ['-O', 'open.fits', name], { cwd: folder });
        const [ours, theirs] = [
          readFits(readFileSync(join(folder, name))),
          readFits(readFileSync(join(folder, 'open.fits'))),
        ];
        expect([name, firstDifference(pixelsOf(ours), pixelsOf(theirs))]).toEqual([name, -1]);
        rmSync(join(folder, 'open.fits'));
      }
    }),
);
