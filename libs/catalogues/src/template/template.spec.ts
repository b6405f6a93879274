import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { legacyMask } from './legacy-mask.js';
import { chooseSurvey, nearestFilter, placesOf, servedBy, sidePx, surveyNamed, SURVEYS } from './survey.js';

describe('the mask of the Legacy Survey', () => {
  it('takes the bits of the band and those of all bands', () => {
    expect([...legacyMask([0, 0x0008, 0x0004, 0x0001, 0x1000], 'r')]).toEqual([0, 1, 0, 1, 0]);
  });
});

describe('the choice of a template', () => {
  it.each([
    [10, 20, 'ps1'],
    [10, -45, 'ls'],
    [270, -40, 'skymapper'],
  ])('takes at %d %d %s', (ra, dec, name) => {
    expect(chooseSurvey(ra, dec).name).toBe(name);
    expect(surveyNamed(name)).toBeDefined();
  });

  it('takes for a filter the nearest that a survey has', () => {
    expect(nearestFilter('V', ['g', 'r', 'i'])).toBe('g');
    expect(nearestFilter('R', ['g', 'r', 'i'])).toBe('r');
    expect(nearestFilter('Ks', ['g', 'r'])).toBeUndefined();
  });

  it('has a HiPS for every filter of a survey that is served so', () => {
    for (const { service, filters, hips } of SURVEYS)
      if (service === 'hips2fits') expect(Object.keys(hips ?? {})).toEqual(filters);
  });

  it('has SkyMapper’s fourth release in the bands that it is there in as HiPS, the first in the others', () => {
    expect(surveyNamed('skymapper')?.hips).toEqual({
      ...{ u: 'CDS/P/skymapper-U', g: 'CDS/P/Skymapper/DR4/g', r: 'CDS/P/Skymapper/DR4/r' },
      ...{ i: 'CDS/P/Skymapper/DR4/i', z: 'CDS/P/skymapper-Z' },
    });
  });

  it('takes any HiPS by its identifier, in whatever filter, and nothing that is no identifier', () => {
    expect(surveyNamed('hips:CDS/P/DSS2/red')).toMatchObject({ service: 'hips2fits', hips: { V: 'CDS/P/DSS2/red' } });
    expect(surveyNamed('hips:ov-gso/P/BASS/g')?.title).toBe('HiPS ov-gso/P/BASS/g');
    const others =
      'CDS http://a.example/x //a.example/x CDS/../x CDS/P/a&width=9 CDS/P/a%2Fb CDS/P/a?b CDS/P/a#b /CDS/P CDS/P/'
        .split(' ')
        .concat('CDS/P/a b', 'CDS/P/a\nb', '', `CDS/${'x'.repeat(120)}`);
    for (const other of others) expect([other, surveyNamed(`hips:${other}`)]).toEqual([other, undefined]);
  });

  it('can ask with no HiPS for anything but that HiPS, whatever its identifier', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,30}$/), (text) => {
        const hips = surveyNamed(`hips:${text}`)?.hips?.V;
        if (hips === undefined) return;
        expect(encodeURI(hips)).toBe(hips);
        expect(new URL(hips, 'http://host.example/a/').href).toBe(`http://host.example/a/${hips}`);
        expect([...new URLSearchParams(`hips=${hips.replaceAll('+', '%2B')}`)]).toEqual([['hips', hips]]);
      }),
      { examples: [['CDS/P/DSS2/red'], ['CDS/P/a+b'], ['a/..'], ['a/b&c=d'], ['http://h/x']] },
    );
  });

  it('asks for no finer pixels than there are, for coarser ones where there are too many, and never for too many', () => {
    const field = (widthDeg: number, pixelScaleArcsec: number) => ({
      raDeg: 10,
      decDeg: -45,
      widthDeg,
      pixelScaleArcsec,
    });
    const asked = (name: string, widthDeg: number, scale: number) => {
      const survey = surveyNamed(name);
      if (!survey) throw new Error(name);
      const { service, field: served } = servedBy(survey, field(widthDeg, scale));
      return [service, served.pixelScaleArcsec, sidePx(served)];
    };
    expect(asked('ls', 0.1, 0.1)).toEqual(['legacy-survey', 0.262, 1375]);
    expect(asked('ls', 0.1, 1)).toEqual(['legacy-survey', 1, 360]);
    expect(asked('ls', 1, 1)).toEqual(['legacy-survey', 1.2, 3000]);
    expect(() => asked('ls', 3, 1)).toThrow(/180.0 arcmin is more than DESI Legacy Surveys DR10 serves at once/);
    expect(asked('ps1', 0.3, 2)).toEqual(['ps1images', 0.25, 4320]);
    expect(() => asked('ps1', 0.4, 2)).toThrow(RangeError);
    // SkyMapper's own service gives ten arcmin, its HiPS all of the sky
    expect(asked('skymapper', 0.1, 1)).toEqual(['skymapper-sia', 1, 360]);
    expect(asked('skymapper', 1, 1)).toEqual(['hips2fits', 1, 3600]);
  });

  it('looks at the corners of a field too', () => {
    const [middle, ...corners] = placesOf({ raDeg: 0.01, decDeg: 60, widthDeg: 0.2, pixelScaleArcsec: 1 });
    expect(middle).toEqual({ raDeg: 0.01, decDeg: 60 });
    expect(corners.map(({ raDeg }) => raDeg)).toEqual([
      expect.closeTo(359.814, 2),
      expect.closeTo(0.206, 2),
      expect.closeTo(359.813, 2),
      expect.closeTo(0.207, 2),
    ]);
  });
});
