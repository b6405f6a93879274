import { describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import { Night } from '../frame/night.fixture.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import { fitsToPng, preview, thumbnail } from './picture.js';

/** Size and grey levels of a PNG of one IDAT and no filters. */
function decode(content: Uint8Array | undefined) {
  const png = Buffer.from(content ?? []);
  const [widthPx, heightPx] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const at = png.indexOf('IDAT');
  const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const pixel = (x: number, y: number): number => lines[y * (widthPx + 1) + 1 + x] ?? -1;
  return { magic: png.toString('hex', 0, 8), widthPx, heightPx, pixel };
}
const ramp = { widthPx: 100, heightPx: 10, value: (i: number) => i % 100 };

describe('pictures of frames', () => {
  it('are one for each, named after it, and say what they were made of', async () => {
    using night = new Night();
    const inputs = [night.frame('a.fits', null), night.frame('b.fits.fits', null)];
    const { products } = succeeded(await tryOut(thumbnail, { inputs }));
    expect(products).toMatchObject([
      { file: 'a_tb.png', type: 'preview', mediaType: 'image/png', tag: 'thumbnail', of: inputs[0]?.product.id },
      { file: 'b.fits_tb.png', of: inputs[1]?.product.id },
    ]);
    expect(decode(products[0]?.content)).toMatchObject({ magic: '89504e470d0a1a0a', widthPx: 167, heightPx: 17 });
  });

  it('are larger as previews', async () => {
    using night = new Night();
    const { products } = succeeded(await tryOut(preview, { inputs: [night.frame('a.fits', null)] }));
    expect(decode(products[0]?.content)).toMatchObject({ widthPx: 500, heightPx: 50 });
    expect(products[0]?.file).toBe('a_preview.png');
  });

  it('have the stretch and the range that were asked for', async () => {
    using night = new Night();
    const inputs = [night.frame('a.fits', null, ramp)];
    const middle = async (params: object) =>
      decode(succeeded(await tryOut(fitsToPng, { inputs, params })).products[0]?.content).pixel(10, 5);
    const whole = { blackPercentile: 0, whitePercentile: 100 };
    expect(await middle({ ...whole, stretch: 'linear' })).toBe(26);
    expect(await middle({ ...whole, stretch: 'sqrt' })).toBe(81);
    expect(await middle({ ...whole, stretch: 'log' })).toBe(171);
    expect(await middle({ ...whole, stretch: 'linear', whitePercentile: 10 })).toBe(255);
    expect(await middle({ range: 'zscale', stretch: 'linear' })).toBe(26);
  });

  it('are drawn upside down when asked', async () => {
    using night = new Night();
    const look = { widthPx: 4, heightPx: 2, value: (i: number) => (i < 4 ? 0 : 1) };
    const inputs = [night.frame('a.fits', null, look)];
    const params = { blackPercentile: 0, whitePercentile: 100 };
    const top = async (flags: Record<string, boolean>) =>
      decode(succeeded(await tryOut(fitsToPng, { inputs, flags, params })).products[0]?.content).pixel(0, 0);
    expect([await top({}), await top({ upside_down: true })]).toEqual([255, 0]);
  });

  it('are not drawn of a range without width, nor of what is no image', async () => {
    using night = new Night();
    const params = { blackPercentile: 60, whitePercentile: 40 };
    const inputs = [night.frame('a.fits', null)];
    expect(because(await tryOut(fitsToPng, { inputs, params }))).toBe(
      'Wrong parameters: whitePercentile: is above blackPercentile.',
    );
    expect(because(await tryOut(preview, { inputs: [night.file('b.fits', Buffer.from('x'))] }))).toMatch(
      /no FITS file/,
    );
  });
});
