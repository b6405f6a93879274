import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { measureAperture, readWcs } from '@nightjar/imaging';
import { SkyServer, type SurveyedSky } from '@nightjar/testkit';
import { openSky } from './open-sky.js';
import { LIMITS, settingsFor, TestFolder } from './sky.fixture.js';

jest.setTimeout(180_000);

describe('the images of surveys', () => {
  const centre = { raDeg: 150, decDeg: -20.5 };
  const place = (eastArcmin: number, northArcmin: number) => ({
    raDeg: centre.raDeg + eastArcmin / 60 / Math.cos((centre.decDeg * Math.PI) / 180),
    decDeg: centre.decDeg + northArcmin / 60,
  });
  const stars = [
    { ...place(0.1, 0.2), mag: 17 },
    { ...place(0.7, -0.6), mag: 17.5 },
    { ...place(-0.8, 0.6), mag: 18 },
  ];
  // one sky cell of Pan-STARRS ends a third of an arcmin west of the middle, so that the third star is in the other
  const surveyed: SurveyedSky = { stars, cellsEndAtRaDeg: [place(-0.3, 0).raDeg] };
  const limits = { ...LIMITS, maxBytes: 64 * 2 ** 20 };
  let server: SkyServer;
  beforeAll(async () => {
    server = await SkyServer.start({ sky: surveyed });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(['ps1', 'ls', 'skymapper', 'des', 'ztf'])(
    'of %s show stars where they are, and as bright as they are',
    async (survey) => {
      using folder = new TestFolder();
      const sky = openSky(settingsFor(server, folder, { limits }));
      const field = { ...centre, widthDeg: 2.5 / 60, pixelScaleArcsec: 0.5 };
      const { template, note } = await sky.template({ survey, filter: 'r', field });
      if (!template) throw new Error(note);
      const wcs = readWcs(template.header);
      const scale = wcs?.pixelScaleArcsec ?? NaN;
      const mags = stars.map((star) => {
        const at = wcs?.skyToPixel(star);
        if (!at) return NaN;
        const aperture = { radiusPx: 4 / scale, annulusPx: [6 / scale, 9 / scale] as const };
        const { fluxAdu, flags } = measureAperture(template.image, at, aperture, { gainEPerAdu: 1e6 });
        expect(flags).toEqual([]);
        return -2.5 * Math.log10(fluxAdu);
      });
      // of three stars the differences are those of their magnitudes, whatever the survey counts in
      for (const [i, star] of stars.entries())
        expect(Math.abs((mags[i] ?? NaN) - (mags[0] ?? NaN) - (star.mag - (stars[0]?.mag ?? NaN)))).toBeLessThan(0.03);
      await sky.close();
    },
  );

  it('are of Pan-STARRS put together from the sky cells that share the field, and no further ones are asked for', async () => {
    using folder = new TestFolder();
    const sky = openSky(settingsFor(server, folder, { limits }));
    server.asked.length = 0;
    const field = { ...centre, widthDeg: 2.5 / 60, pixelScaleArcsec: 0.5 };
    const both = await sky.template({ survey: 'ps1', filter: 'r', field });
    expect(both.template?.mask.reduce((sum, bad) => sum + bad, 0)).toBeLessThan(
      0.02 * (both.template?.mask.length ?? 0),
    );
    const cells = () =>
      server.asked.filter((one) => one.includes('fitscut')).map((one) => /1700\.(\d+)\.stk/.exec(one)?.[1]);
    expect([...new Set(cells())]).toEqual(['001', '000']);
    server.asked.length = 0;
    await sky.template({ survey: 'ps1', filter: 'r', field: { ...field, ...place(2, 0), widthDeg: 1 / 60 } });
    expect([...new Set(cells())]).toEqual(['001']);
    await sky.close();
  });

  it('of any HiPS come by its identifier, from the one service that serves them, and say that the band is its own', async () => {
    using folder = new TestFolder();
    const sky = openSky(settingsFor(server, folder, { limits }));
    server.asked.length = 0;
    const field = { ...centre, widthDeg: 2.5 / 60, pixelScaleArcsec: 1 };
    const found = await sky.template({ survey: 'hips:CDS/P/DSS2/red', filter: 'V', field });
    expect(found).toMatchObject({
      ...{ survey: 'hips:CDS/P/DSS2/red', filter: null, from: 'network' },
      note: 'Template: HiPS CDS/P/DSS2/red, in its own band for V, from the network.',
    });
    const at = found.template && readWcs(found.template.header)?.skyToPixel(stars[0] ?? centre);
    expect(at && found.template?.image.data[Math.round(at.yPx - 1) * 150 + Math.round(at.xPx - 1)]).toBeGreaterThan(1);
    expect(server.asked).toEqual([
      expect.stringMatching(/^\/hips-image-services\/hips2fits\?hips=CDS%2FP%2FDSS2%2Fred&/),
    ]);
    for (const survey of ['hips:http://a.example/x', 'hips:CDS/P/a&width=9'])
      await expect(sky.template({ survey, filter: 'V', field })).rejects.toThrow(/there is no survey/);
    expect(server.asked).toHaveLength(1);
    await sky.close();
  });

  it('of SkyMapper come from its HiPS where the field is wider than its own service gives', async () => {
    using folder = new TestFolder();
    const sky = openSky(settingsFor(server, folder, { limits }));
    server.asked.length = 0;
    const field = { ...centre, widthDeg: 0.2, pixelScaleArcsec: 1 };
    expect((await sky.template({ survey: 'skymapper', filter: 'r', field })).template?.image.widthPx).toBe(720);
    expect(server.asked).toEqual([
      expect.stringMatching(/^\/hips-image-services\/hips2fits\?hips=CDS%2FP%2FSkymapper%2FDR4%2Fr&/),
    ]);
    await expect(sky.template({ survey: 'skymapper', filter: 'r', field: { ...field, widthDeg: 9 } })).rejects.toThrow(
      /split the frame/,
    );
    await sky.close();
  });
});
