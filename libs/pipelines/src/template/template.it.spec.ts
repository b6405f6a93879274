import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findStars, firstImage, readFits, sigmaClip, type Header, type Image } from '@nightjar/imaging';
import { Night } from '../frame/night.fixture.js';
import { because, succeeded, tryOut, type Success } from '../kit/trial.fixture.js';
import { exposeField, placeAt } from '../science/field.fixture.js';
import { template } from './template.js';
import { TemplateFacts } from './template-facts.js';

jest.setTimeout(240_000);

const dithered = { scene: { centre: placeAt(9.4, -13.7), rotationDeg: 1 } };
const satellite = { more: [{ ...placeAt(31, 17), mag: 11 }] };
// what came through the clouds is half of the light
const cloudy = { scene: { zeroPointMag: 19.75 } };
const exposures = [
  exposeField(1, { scene: { fwhmArcsec: 10 } }),
  exposeField(2, dithered),
  exposeField(3, satellite),
  exposeField(4, cloudy),
  exposeField(5),
  exposeField(6, { scene: { fwhmArcsec: 26 } }),
  exposeField(7, { cards: [{ keyword: 'FILTER', value: 'R' }] }),
  exposeField(8, { lost: true }),
];

describe('a template of earlier frames', () => {
  let made: Success;
  let ids: string[];
  let fits: { header: Header; image: Image };
  beforeAll(async () => {
    using night = new Night();
    const inputs = exposures.map(({ file }, i) => night.file(`${i + 1}.fits`, file));
    ids = inputs.map(({ product }) => product.id);
    made = succeeded(await tryOut(template, { inputs }));
    fits = firstImage(readFits(Buffer.from(made.products.find(({ tag }) => tag === 'template')?.content ?? [])));
  }, 240_000);

  it('is made of the frames that are fit, and says why the others are not', () => {
    expect(made.says).toBe('a template of 5 frames in V, 3 left out');
    expect(made.facts['leftOut']).toEqual([
      '8.fits: it has no WCS: run photometry first',
      '7.fits: its filter is R, not V',
      expect.stringMatching(/^6\.fits: its stars are \d+\.\d arcsec wide, those of the others 1\d\.\d$/),
    ]);
  });

  it('is kept with what a subtraction wants to know of it', () => {
    const product = made.products.find(({ tag }) => tag === 'template');
    expect(product).toMatchObject({ file: 'template.fits', type: 'frame', of: null });
    const facts = TemplateFacts.parse(product?.meta);
    expect(facts).toMatchObject({ filter: 'V', exposureS: 150, pixelScaleArcsec: expect.closeTo(4, 2) });
    expect([facts.raDeg, facts.decDeg, facts.radiusDeg]).toEqual([
      expect.closeTo(150, 2),
      expect.closeTo(20, 2),
      expect.closeTo((200 * Math.SQRT2 * 4) / 3600, 2),
    ]);
    expect(facts.frames.toSorted()).toEqual(ids.slice(0, 5).toSorted());
    // the sharpest gave the pixels; the mean is somewhat wider
    expect(facts.frames[0]).toBe(ids[0]);
    expect(facts.fwhmPx).toBeGreaterThan(2.4);
    expect(facts.fwhmPx).toBeLessThan(3.6);
  });

  it('tells in its header what it is, how it saturates, and what went in', () => {
    const { header } = fits;
    expect([header.text('FILTER'), header.number('NCOMBINE'), header.number('XPOSURE')]).toEqual(['V', 5, 150]);
    // four frames of one level and one that is doubled to it, of 1.5 electrons an ADU each
    expect(header.number('GAIN')).toBeCloseTo((25 / 6) * 1.5, 1);
    expect(header.number('SATURATE')).toBeGreaterThan(50_000);
    expect(header.number('SATURATE')).toBeLessThan(60_000);
    expect(header.has('CRVAL1')).toBe(true);
    expect([1, 2, 3, 4, 5].map((i) => header.text(`IMCMB00${i}`)).toSorted()).toEqual(ids.slice(0, 5).toSorted());
    expect(header.remarks('HISTORY').join(' ')).toMatch(
      /onto the pixels of 1\.fits, kept as it is.*with 4\.fits, by \d+/,
    );
  });

  it('is at the level of its first frame, quieter than that, and has nothing that only one frame saw', () => {
    const { image } = fits;
    const alone = firstImage(readFits(exposures[0]?.file ?? Buffer.of())).image;
    const [before, after] = [alone, image].map((one) => findStars(one, { threshold: 50 }));
    const ratios = (before ?? []).slice(0, 30).map((star) => {
      const same = after?.find((other) => Math.hypot(other.xPx - star.xPx, other.yPx - star.yPx) < 0.5);
      return (same?.fluxAdu ?? 0) / star.fluxAdu;
    });
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.06);
    expect(sigmaClip(ratios).median).toBeCloseTo(1, 1.7);
    const sigma = (of: Image) => sigmaClip(of.data.filter((value) => Number.isFinite(value))).sigma;
    expect(sigma(image) / sigma(alone)).toBeLessThan(0.6);
    const { xPx, yPx } = exposures[2]?.added[0] ?? { xPx: NaN, yPx: NaN };
    expect(Math.abs(image.data[(Math.round(yPx) - 1) * 400 + Math.round(xPx) - 1] ?? NaN)).toBeLessThan(80);
  });

  it('is none of too few frames that are fit, in words', async () => {
    using night = new Night();
    const inputs = exposures.slice(5).map(({ file }, i) => night.file(`${i + 6}.fits`, file));
    expect(because(await tryOut(template, { inputs }))).toMatch(
      /^A template needs at least 3 frames that are fit, not 1\. 8\.fits: it has no WCS.*; 7\.fits: its filter is R, not V\.$/,
    );
  });
});
