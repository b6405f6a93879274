import { describe, expect, it } from '@jest/globals';
import { firstImage, readFits, readWcs, type Card } from '@nightjar/imaging';
import { Night } from '../frame/night.fixture.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import { exposeField } from '../science/field.fixture.js';
import { notMade } from '../stdweb/files.fixture.js';
import { inspect } from './inspect.js';

const cards: Card[] = [
  { keyword: 'EXPTIME', value: 30 },
  { keyword: 'GAIN', value: 2 },
  { keyword: 'SATURATE', value: 60_000 },
];
/** Noise of about 10 ADU without a pattern, and a sharp spike that no star makes. */
const value = (i: number): number => 1000 + 10 * Math.sin(i * i * 0.7) + (i === 100 * 60 + 50 ? 5000 : 0);
const look = { widthPx: 100, heightPx: 120, value, cards };

describe('inspection', () => {
  it('believes what a person knows better than the header', async () => {
    using night = new Night();
    const frame = night.frame('a.fits', '2017-12-20T01:33:43', look);
    const params = { gain: 3.5, saturation: 900, time: '2017-12-21T00:00:00' };
    const trial = await tryOut(inspect, { inputs: [frame], params: { ...params, saturation: 5500 } });
    expect(succeeded(trial).facts).toMatchObject({
      ...{ gainEPerAdu: 3.5, saturationAdu: 5500, startedAt: '2017-12-21T00:00:00.000Z' },
      ...{ midAt: '2017-12-21T00:00:15.000Z', saturatedPx: 1 },
    });
    expect(because(await tryOut(inspect, { inputs: [frame], params }))).toMatch(/More than 95 % .* masked/);
    expect(because(await tryOut(inspect, { inputs: [frame], params: { time: 'tomorrow' } }))).toMatch(/is no time/);
  });

  it('masks cosmic rays when that is asked, and keeps the mask', async () => {
    using night = new Night();
    const frame = night.frame('a.fits', '2017-12-20T01:33:43', look);
    const plain = succeeded(await tryOut(inspect, { inputs: [frame] }));
    expect([plain.facts['maskedFraction'], plain.products.map(({ file }) => file)]).toEqual([0, ['preview.png']]);
    const asked = succeeded(await tryOut(inspect, { inputs: [frame], flags: { maskCosmics: true } }));
    const mask = asked.products.find(({ file }) => file === 'mask.fits');
    const { image } = firstImage(readFits(Buffer.from(mask?.content ?? [])));
    expect([image.widthPx, image.heightPx, image.data[100 * 60 + 50]]).toEqual([100, 120, 1]);
    expect(asked.facts['cosmicRayPx']).toBe(Array.from(image.data).reduce((sum, bad) => sum + bad, 0));
  });

  it('cuts the frame about the first target that is on it, with the sky where it was, and names its files as the reference does', async () => {
    using night = new Night();
    const field = exposeField(31);
    const inputs = [night.file('field.fits', field.file)];
    const at = field.wcs.pixelToSky({ xPx: 60, yPx: 210 });
    const params = { targets: `${at.raDeg} ${at.decDeg}`, saturation: 3000 };
    const { products } = succeeded(await tryOut(inspect, { inputs, params, flags: { maskCosmics: true } }));
    expect(notMade('inspect', products, [])).toEqual([]);
    const cut = products.find(({ file }) => file === 'image_target.fits');
    const { header, image } = firstImage(readFits(Buffer.from(cut?.content ?? [])));
    // 59 columns to its left, all that there are
    expect([image.widthPx, image.heightPx]).toEqual([160, 201]);
    const place = readWcs(header)?.skyToPixel(at);
    expect([place?.xPx, place?.yPx]).toEqual([expect.closeTo(60, 4), expect.closeTo(101, 4)]);
    const whole = firstImage(readFits(field.file)).image;
    expect(image.data[100 * 160 + 59]).toBe(whole.data[209 * 400 + 59]);
    for (const targets of ['x=401 y=20', '150 -20'])
      expect(
        succeeded(await tryOut(inspect, { inputs, params: { targets } })).products.map(({ file }) => file),
      ).not.toContain('image_target.fits');
  });

  it('looks for no cosmic rays in a mosaic of colours, and says so', async () => {
    using night = new Night();
    const bayer = (i: number): number => value(i) + (i % 2 === 0 ? 400 : 0);
    const frame = night.frame('a.fits', '2017-12-20T01:33:43', { ...look, value: bayer });
    const { result, said } = await tryOut(inspect, { inputs: [frame], flags: { maskCosmics: true } });
    expect(result).toMatchObject({ outcome: 'succeeded', facts: { cosmicRayPx: 0 } });
    expect(said.join('\n')).toMatch(/^warn The frame is a mosaic of colours/m);
  });

  it.each([
    ['electron', /in electrons \(BUNIT electron\)/],
    ['ADU/s', /rates \(BUNIT ADU\/s\)/],
    ['nanomaggy', /in nanomaggy \(BUNIT\), not in ADU/],
  ])('warns of pixels in %s', async (unit, warning) => {
    using night = new Night();
    const units = [...cards, { keyword: 'BUNIT', value: unit }];
    const trial = await tryOut(inspect, { inputs: [night.frame('a.fits', '2017-12-20', { ...look, cards: units })] });
    expect((succeeded(trial).facts['warnings'] as string[]).join()).toMatch(warning);
  });

  it('warns of no units in ADU', async () => {
    using night = new Night();
    const units = [...cards, { keyword: 'BUNIT', value: 'ADU' }];
    const trial = await tryOut(inspect, { inputs: [night.frame('a.fits', '2017-12-20', { ...look, cards: units })] });
    expect((succeeded(trial).facts['warnings'] as string[]).join()).not.toMatch(/BUNIT/);
  });
});
