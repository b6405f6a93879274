import { describe, expect, it } from '@jest/globals';
import { firstImage, readFits } from '@nightjar/imaging';
import { readSite } from '@nightjar/service-kit';
import { render, type Rendered } from './render.js';
import { sceneOf } from './scene.js';

const site = readSite('ohp');

function frame(looksAt: { raDeg: number; decDeg: number } | null, mag: number): Rendered {
  const [camera, telescope] = [site.cameras[0], site.telescopes[0]];
  if (!camera || !telescope) throw new Error('the site has no camera');
  const small = { ...camera, widthPx: 64, heightPx: 64 };
  const star = { raDeg: 10, decDeg: 40, mag };
  const scene = sceneOf({
    camera: small,
    telescope,
    looksAt,
    altitudeDeg: 60,
    filter: 'V',
    exposureS: 60,
    skyMagPerArcsec2: 21.5,
    stars: [star],
    seed: 7,
  });
  const facts = {
    startAt: new Date('2008-03-19T06:13:20Z'),
    exposureS: 60,
    filter: 'V',
    gainEPerAdu: 1.5,
    readNoiseE: 8,
    saturationAdu: 65535,
    pointing: { raDeg: 10, decDeg: 40 },
    object: 'x',
    airmass: 1.15,
    telescope: 'mount',
    instrument: 'north',
    site,
    pixelScaleArcsec: 4.2,
    binning: 1,
    ccdTemperatureC: -60,
    imageType: 'LIGHT',
  } as const;
  return render({ scene, facts, marked: 1 });
}

const pixels = ({ fits }: Rendered): number[] => [...firstImage(readFits(Buffer.from(fits))).image.data];

describe('a rendered frame', () => {
  it('has its star at the pixel that is told as the truth', () => {
    const rendered = frame({ raDeg: 10, decDeg: 40 }, 12);
    const place = rendered.places[0];
    const data = pixels(rendered);
    const brightest = data.indexOf(Math.max(...data));
    expect(Math.abs((brightest % 64) + 1 - (place?.xPx ?? 0))).toBeLessThanOrEqual(1);
    expect(Math.abs(Math.floor(brightest / 64) + 1 - (place?.yPx ?? 0))).toBeLessThanOrEqual(1);
  });

  it('does not saturate on a star of magnitude 11 in two minutes, nor lose one of 18', () => {
    expect(Math.max(...pixels(frame({ raDeg: 10, decDeg: 40 }, 11)))).toBeLessThan(60_000);
    expect(frame({ raDeg: 10, decDeg: 40 }, 18).places[0]).not.toBeNull();
  });

  it('has neither stars nor sky with the dome closed', () => {
    const data = pixels(frame(null, 5));
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(mean).toBeGreaterThan(999);
    expect(mean).toBeLessThan(1004);
  });

  it('never tells the truth in its header', () => {
    const { header } = firstImage(readFits(Buffer.from(frame({ raDeg: 10, decDeg: 40 }, 12).fits)));
    expect(header.has('CRVAL1')).toBe(false);
    expect(header.cards.map(({ keyword }) => keyword).filter((keyword) => /^(MAG|ZP|MAGZERO)/.test(keyword))).toEqual(
      [],
    );
  });
});
