import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  catalogueNamed,
  catalogueRequest,
  readTsv,
  readVotable,
  starsOf,
  within,
  type Protocol,
  type Sky,
} from '@nightjar/catalogues';
import { ps1Table, SkyServer, starField, TRUE_FLUX, vsxTable, type Misbehaviour } from '@nightjar/testkit';
import { existsSync } from 'node:fs';
import { HttpClient } from './http-client.js';
import { openSky } from './open-sky.js';
import { LIMITS, settingsFor, TestFolder } from './sky.fixture.js';
import { TYCHO2_PLACE } from './tycho2.js';

const cone = { raDeg: 31.25, decDeg: 46.74, radiusDeg: 0.5 };
const truth = starField(7, 4000, cone, 1.5);
const variables = [
  { name: 'V0001 Per', raDeg: 31.2, decDeg: 46.8, type: 'EA' },
  { name: 'V0002 Per', raDeg: 31.3, decDeg: 46.7, type: '', flag: 1 },
  { name: 'constant', raDeg: 31.25, decDeg: 46.7, type: 'CST', flag: 2 },
  { name: 'twice', raDeg: 31.2, decDeg: 46.8, type: 'EA', flag: 3 },
  { name: 'far', raDeg: 33, decDeg: 46.7, type: 'EA' },
] as const;
const wanted = { catalogue: 'ps1', filter: 'r', cone } as const;
const withTycho2 = existsSync(TYCHO2_PLACE.index) ? it : it.skip;

describe('the sky', () => {
  let server: SkyServer;
  beforeAll(async () => {
    server = await SkyServer.start({
      tables: { 'II/349/ps1': ps1Table(truth), 'B/vsx/vsx': vsxTable(variables) },
      names: { 'HAT-P-32': [31.0427, 46.6878], 'SN 2011fe': [210.774, 54.274] },
      bodies: [
        { name: 'Ceres', raDeg: 31.2, decDeg: 46.7, mag: 8.9 },
        {
          ...{ name: 'Vesta', raDeg: 41.2, decDeg: 46.7, mag: 8 },
          moves: { at: new Date('2026-02-02T03:04:05Z'), raDegPerDay: 0.5, decDegPerDay: 0 },
        },
      ],
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => {
    server.behave();
    server.asked.length = 0;
  });

  const inSky = async (work: (sky: Sky) => Promise<void>, more = {}): Promise<void> => {
    using folder = new TestFolder();
    const sky = openSky(settingsFor(server, folder, more));
    await work(sky);
    await sky.close();
  };

  describe('its stars', () => {
    it('are those of the catalogue in the cone, all of them, as bright as they are', () =>
      inSky(async (sky) => {
        const { stars, ...about } = await sky.stars(wanted);
        expect(about).toMatchObject({ catalogue: 'ps1', asked: 'ps1', filter: 'r', from: 'network', truncated: false });
        const expected = within(cone, truth);
        expect(stars.map(({ mags }) => mags.r?.mag)).toEqual(expected.map(({ r }) => r));
        expect(stars.length).toBeGreaterThan(300);
      }));

    it('stop at the limit, which the server applies', () =>
      inSky(async (sky) => {
        const { stars } = await sky.stars({ ...wanted, limitMag: 15 });
        expect(stars).toHaveLength(within(cone, truth).filter(({ r }) => r < 15).length);
        expect(server.asked[0]).toContain('rmag=%3C15');
      }));

    it('come from the cache the second time, also for a frame that is a little beside, and tell their age', () =>
      inSky(async (sky) => {
        await sky.stars(wanted);
        const again = await sky.stars({ ...wanted, cone: { ...cone, raDeg: cone.raDeg + 0.001 } });
        expect(again).toMatchObject({ from: 'cache', note: expect.stringMatching(/from the cache, 0 min old/) });
        expect(again.ageS).toBeLessThan(60);
        expect(server.asked).toHaveLength(1);
      }));

    it('are asked for once by many who want them at once', () =>
      inSky(async (sky) => {
        await Promise.all([sky.stars(wanted), sky.stars(wanted), sky.stars(wanted)]);
        expect(server.asked).toHaveLength(1);
      }));

    it.each<[Misbehaviour, RegExp]>([
      ['silent', /did not answer within/],
      ['cut', /ended the connection within its answer/],
      ['short', /VOTable ends before its last tag/],
      [500, /answers 500/],
      [503, /answers 503/],
      ['html', /is no VOTable/],
      ['endless', /sends more than 4 MiB/],
    ])('say in words why there are none when the server goes wrong (%s)', (wrong, says) =>
      inSky(
        async (sky) => {
          server.next(...Array<Misbehaviour>(20).fill(wrong));
          const found = await sky.stars(wanted);
          expect(found).toMatchObject({ stars: [], catalogue: null, from: 'none', note: expect.stringMatching(says) });
          expect(found.notAsked.map(({ name }) => name)).toEqual(expect.arrayContaining(['ps1', 'tycho2']));
          server.behave();
          // nothing of a bad answer was kept
          if (wrong !== 'silent') expect(await sky.stars(wanted)).toMatchObject({ from: 'network', catalogue: 'ps1' });
        },
        { limits: wrong === 'silent' ? { ...LIMITS, timeoutMs: 100 } : LIMITS },
      ),
    );

    it('offline come from the cache where they are kept, and touch no network', async () => {
      using folder = new TestFolder();
      const online = openSky(settingsFor(server, folder));
      await online.stars(wanted);
      const offline = openSky(settingsFor(server, folder, { offline: true }));
      expect(await offline.stars(wanted)).toMatchObject({ from: 'cache', catalogue: 'ps1' });
      const other = await offline.stars({ ...wanted, cone: { ...cone, decDeg: 10 } });
      expect(other).toMatchObject({ from: 'none', note: expect.stringMatching(/ps1: the network is not to be used/) });
      expect(server.asked).toHaveLength(1);
    });

    withTycho2('offline are those of Tycho-2 in place of what cannot be asked, and the answer says so', () =>
      inSky(
        async (sky) => {
          const found = await sky.stars({ filter: 'V', cone });
          expect(found).toMatchObject({ catalogue: 'tycho2', asked: 'gaiadr3syn', filter: 'VT', from: 'local' });
          expect(found.stars.length).toBeGreaterThan(10);
          expect(found.note).toMatch(
            /of tycho2 \(VT\) from this machine instead of gaiadr3syn \(gaiadr3syn: the network is not to be used/,
          );
          const bright = await sky.stars({ catalogue: 'tycho2', filter: 'V', cone, limitMag: 9 });
          expect(bright.stars.length).toBeLessThan(found.stars.length);
          expect(server.asked).toEqual([]);
        },
        { offline: true, tycho2: TYCHO2_PLACE },
      ),
    );

    it('of a catalogue that nobody knows are refused', () =>
      inSky(async (sky) => {
        await expect(sky.stars({ ...wanted, catalogue: 'gaia-dr9' })).rejects.toThrow(/there is no catalogue gaia-dr9/);
      }));

    it.each<Protocol>(['asu', 'asu-tsv', 'tap', 'cone'])(
      'are the same by each of the protocols of VizieR (%s)',
      async (protocol) => {
        const ps1 = catalogueNamed('ps1');
        if (!ps1) throw new Error('no ps1');
        const request = catalogueRequest(
          ps1,
          { cone, limitMag: protocol === 'cone' ? null : 16, maxRows: 10_000 },
          protocol,
        );
        const text = String(await new HttpClient([server.host]).ask(server.url, request));
        const stars = starsOf(protocol === 'asu-tsv' ? readTsv(text) : readVotable(text), ps1);
        const expected = within(cone, truth).filter(({ r }) => protocol === 'cone' || r < 16);
        expect(stars.map(({ mags }) => mags.r?.mag)).toEqual(expected.map(({ r }) => r));
      },
    );
  });

  describe('its names', () => {
    it('are resolved, kept, and unknown ones said to be so', () =>
      inSky(async (sky) => {
        expect(await sky.resolve('HAT-P-32')).toMatchObject({ place: { raDeg: 31.0427, by: 'Sesame, Simbad (CDS)' } });
        expect((await sky.resolve('HAT-P-32')).note).toMatch(/from the cache/);
        expect(await sky.resolve('Nobody 1')).toEqual({ place: null, note: 'Nobody knows Nobody 1.' });
      }));

    it('are asked of SIMBAD while Sesame is away', () =>
      inSky(async (sky) => {
        server.next(503, 503);
        expect(await sky.resolve('HAT-P-32')).toMatchObject({ place: { raDeg: 31.0427, by: 'SIMBAD' } });
      }));
  });

  it('knows the bodies of the solar system at a moment, or why not', () =>
    inSky(async (sky) => {
      const at = new Date('2026-01-02T03:04:05Z');
      expect(await sky.solarSystem(cone, at)).toMatchObject({
        bodies: [{ name: 'Ceres', kind: 'MB>Inner', mag: 8.9 }],
      });
      server.next('html');
      expect(await sky.solarSystem({ ...cone, decDeg: 1 }, at)).toMatchObject({
        bodies: null,
        note: expect.stringMatching(/SkyBoT/),
      });
    }));

  it('knows where a body of the solar system is at a moment, and only then', () =>
    inSky(async (sky) => {
      const namesAt = async (day: number) =>
        (await sky.solarSystem(cone, new Date(Date.UTC(2026, 1, 2, 3, 4, 5) + day * 86_400_000))).bodies?.map(
          ({ name }) => name,
        );
      expect(await namesAt(0)).toEqual(['Ceres']);
      expect(await namesAt(-20)).toEqual(['Ceres', 'Vesta']);
    }));

  it('knows the stars that vary, not those that turned out not to or that stand twice, or says why not', () =>
    inSky(async (sky) => {
      const found = await sky.variables(cone);
      expect(found).toEqual({
        stars: [
          { name: 'V0001 Per', type: 'EA', raDeg: 31.2, decDeg: 46.8 },
          { name: 'V0002 Per', type: null, raDeg: 31.3, decDeg: 46.7 },
        ],
        note: '2 variable stars of vsx are known there, from the network.',
      });
      expect(await sky.variables({ ...cone, decDeg: -60 })).toMatchObject({ stars: [] });
      server.next(404);
      expect(await sky.variables({ ...cone, decDeg: 20 })).toMatchObject({
        stars: null,
        note: expect.stringMatching(/^VSX could not be asked \(.*404/),
      });
    }));

  describe('its templates', () => {
    const field = { raDeg: 31, decDeg: -20, widthDeg: 0.002, pixelScaleArcsec: 0.25 };

    it('of Pan-STARRS are linear and masked', () =>
      inSky(async (sky) => {
        const { template, note } = await sky.template({ survey: 'ps1', filter: 'r', field });
        const width = template?.image.widthPx ?? 0;
        expect(template?.image.data[2 * width + 3]).toBeCloseTo(TRUE_FLUX(3, 2), 3);
        expect([...(template?.mask.subarray(width, width + 2) ?? [])]).toEqual([1, 0]);
        expect(note).toBe('Template: Pan-STARRS DR1 stacks, r, from the network.');
      }));

    it('of the Legacy Survey are masked by the bits of their band', () =>
      inSky(async (sky) => {
        const { template } = await sky.template({ survey: 'ls', filter: 'r', field });
        expect([...(template?.mask.subarray(0, 4) ?? [])]).toEqual([1, 0, 1, 0]);
        expect(template?.image.data[0]).toBe(TRUE_FLUX(0, 0));
      }));

    it.each([
      ['skymapper', 'r'],
      ['ztf', 'g'],
    ] as const)('of %s come with their place on the sky', (survey, filter) =>
      inSky(async (sky) => {
        const { template, from } = await sky.template({ survey, filter, field });
        expect([from, template?.header.number('CRVAL1')]).toEqual(['network', 31]);
      }),
    );

    it('stand in the nearest band', () =>
      inSky(async (sky) => {
        expect(await sky.template({ survey: 'ps1', filter: 'V', field })).toMatchObject({
          filter: 'g',
          note: expect.stringMatching(/g for V/),
        });
      }));

    it('say why there are none', () =>
      inSky(async (sky) => {
        const none = (survey: string, decDeg: number, filter: 'r' | 'J' = 'r') =>
          sky.template({ survey, filter, field: { ...field, decDeg } });
        expect(await none('ps1', -60)).toMatchObject({ template: null, note: expect.stringMatching(/does not cover/) });
        expect(await none('ztf', 0, 'J')).toMatchObject({
          template: null,
          note: expect.stringMatching(/nothing near J/),
        });
        server.next('html');
        expect(await none('ls', 0)).toMatchObject({
          template: null,
          note: expect.stringMatching(/image cannot be read/),
        });
        expect(await sky.template({ survey: 'file', filter: 'r', field, file: '/nowhere.fits' })).toMatchObject({
          template: null,
        });
      }));
  });
});
