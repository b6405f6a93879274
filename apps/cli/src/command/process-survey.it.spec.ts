import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { separationDeg } from '@nightjar/imaging';
import { ps1Table, seeded, SkyServer, vsxTable, type TrueBody, type TrueStar } from '@nightjar/testkit';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { surveyedFrame } from '../reduction/frame.fixture.js';
import { records, TestWorld } from '../test-world.fixture.js';

const centre = { raDeg: 150, decDeg: 20 };
const fresh = { raDeg: 150.0068, decDeg: 20.0064, mag: 17 };
/** Far enough apart that each tells how its light spreads. The frame shows r as it is, whatever the colour of a star. */
const stars: readonly TrueStar[] = (() => {
  const next = seeded(11);
  return Array.from({ length: 64 }, (_, i) => {
    const [eastArcsec = 0, northArcsec = 0] = [i % 8, Math.floor(i / 8)].map((n) => 46 * (n - 3.5) + 3 * next());
    const gMinusR = 0.2 + 0.9 * next();
    return {
      raDeg: centre.raDeg + eastArcsec / 3600 / Math.cos((centre.decDeg * Math.PI) / 180),
      decDeg: centre.decDeg + northArcsec / 3600,
      ...{ r: 15 + 4 * Math.sqrt(next()), gMinusR, rMinusI: 0.4 * gMinusR - 0.02 },
    };
  });
})();
const shown = stars.map(({ r, ...place }) => ({ ...place, mag: r }));

/** The middle of the exposure. */
const exposedAt = new Date('2008-03-19T06:13:50Z');
/** Beside what is new when the frame was exposed, elsewhere an hour before. */
const passing: TrueBody = {
  ...{ name: 'Ceres', raDeg: fresh.raDeg, decDeg: fresh.decDeg + 2 / 3600, mag: 17 },
  moves: { at: exposedAt, raDegPerDay: 1, decDegPerDay: 0 },
};
/** Beside it an hour before. */
const gone: TrueBody = {
  ...{ name: 'Vesta', raDeg: fresh.raDeg, decDeg: fresh.decDeg, mag: 17 },
  moves: { at: new Date(exposedAt.getTime() - 3_600_000), raDegPerDay: 1, decDegPerDay: 0 },
};
const variable = { name: 'V0001 Leo', raDeg: fresh.raDeg, decDeg: fresh.decDeg - 4 / 3600, type: 'UG' };

interface Found {
  readonly known: readonly { readonly kind: string; readonly separationArcsec: number }[];
  readonly reasons: readonly string[];
  readonly raDeg: number;
  readonly decDeg: number;
  readonly mag: number | null;
  readonly kept: boolean;
}
type Result = { readonly state: string; readonly candidates: readonly Found[]; readonly warnings: readonly string[] };

describe('nightjar process --subtract -c template=ps1, without a site', () => {
  const services = [
    'vizier',
    'tap',
    'sesame',
    'simbad',
    'skybot',
    'tns',
    'hips2fits',
    'ps1images',
    'legacySurvey',
    'skymapper',
  ];
  let server: SkyServer;
  let world: TestWorld;
  let image: string;
  const run = async (...options: string[]): Promise<{ exit: number; talked: string; result: Result }> => {
    const config = ['-c', 'template=ps1', '-c', 'cat_name=ps1', '-c', 'filter=r'];
    const { exit, said, talked } = await world.run(
      'process',
      '--photometry',
      '--subtract',
      '--json',
      ...config,
      ...options,
      image,
    );
    return { exit, talked, result: records(said).at(-1) as Result };
  };
  const kept = ({ candidates }: Result): Found[] => candidates.filter((candidate) => candidate.kept);
  const images = (): string[] => server.asked.filter((path) => path.includes('fitscut'));

  beforeAll(async () => {
    server = await SkyServer.start({
      sky: { stars: shown },
      tables: { 'II/349/ps1': ps1Table(stars), 'B/vsx/vsx': vsxTable([variable]) },
      bodies: [passing, gone],
    });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  beforeEach(() => {
    world = new TestWorld();
    const addresses = services.map((name) => `${name}=${server.url}`).join();
    world.env = {
      ...{ PATH: process.env['PATH'] ?? '', NIGHTJAR_HOME: join(world.root, 'var') },
      NIGHTJAR_SKY_SERVICES: addresses,
    };
    image = world.write('m31.fits', '');
    writeFileSync(image, surveyedFrame(centre, [...shown, fresh]));
    server.asked.length = 0;
    server.behave();
  });
  afterEach(() => world[Symbol.dispose]());

  it('asks Pan-STARRS for the template and finds what is new, where it is and as bright as it is; once more without a network', async () => {
    const { exit, result, talked } = await run('-v');
    expect([exit, result.state, talked]).toEqual([0, 'succeeded', expect.not.stringContaining('no effect')]);
    expect(images().length).toBeGreaterThan(0);
    const [found, ...more] = kept(result);
    expect(more).toEqual([]);
    expect(3600 * separationDeg(found!, fresh)).toBeLessThan(0.5);
    expect(Math.abs((found?.mag ?? NaN) - fresh.mag)).toBeLessThan(0.1);
    // marked by what is known there, the nearest first: it flared up on a star
    expect(found?.known).toMatchObject([
      { kind: 'catalogue star', catalogue: 'ps1' },
      { name: 'Ceres', kind: 'minor planet', type: 'MB>Inner', catalogue: 'skybot' },
      { name: 'V0001 Leo', kind: 'variable star', type: 'UG', catalogue: 'vsx' },
    ]);
    for (const [i, arcsec] of [0, 2, 4].entries())
      expect(Math.abs((found?.known[i]?.separationArcsec ?? NaN) - arcsec)).toBeLessThan(0.5);
    expect(found?.reasons).toContainEqual(
      expect.stringMatching(/^variable-star passed: near known variable star V0001 Leo, [34]\.\d arcsec$/),
    );

    // the survey's image and the catalogue are kept: the same goes without a network then
    server.asked.length = 0;
    const again = await run('--offline');
    expect([again.exit, server.asked]).toEqual([0, []]);
    expect(kept(again.result)).toEqual(kept(result));

    // the filter rejects what else is only marked
    const rejected = await run('--offline', '-c', 'filter_skybot=true');
    expect(kept(rejected.result)).toEqual([]);
  }, 240_000);

  it('finds the same where SkyBoT is away, and warns of what was not checked', async () => {
    const addresses = services.map((name) => `${name}=${name === 'skybot' ? 'http://127.0.0.1:9' : server.url}`);
    world.env['NIGHTJAR_SKY_SERVICES'] = addresses.join();
    const { exit, result } = await run();
    expect([exit, kept(result).length]).toEqual([0, 1]);
    expect(kept(result)[0]?.known.map(({ kind }) => kind)).toEqual(['catalogue star', 'variable star']);
    expect(result.warnings).toContainEqual(
      expect.stringMatching(/^Minor planets were not checked: SkyBoT could not be asked \(.*127\.0\.0\.1/),
    );
  }, 240_000);

  it('takes any HiPS for the template by its identifier, and nothing that is none', async () => {
    const { exit, result, talked } = await run('-c', 'template=hips:CDS/P/DSS2/red');
    expect([exit, talked]).toEqual([0, expect.not.stringContaining('no effect')]);
    expect(kept(result)).toHaveLength(1);
    const hips = server.asked.filter((path) => path.includes('hips2fits'));
    expect(hips).toEqual([expect.stringContaining('hips=CDS%2FP%2FDSS2%2Fred&')]);
    const wrong = await run('-c', 'template=hips:http://a.example/x');
    expect([wrong.exit, wrong.result.warnings.at(-1)]).toEqual([1, expect.stringMatching(/no identifier of a HiPS/)]);
  }, 240_000);

  it('says in words that no template came, and to take one of one’s own', async () => {
    const { exit, said } = await world.run('process', '--subtract', '--offline', '--json', '-c', 'template=ps1', image);
    const [{ state, warnings }] = records(said) as [Result];
    expect([exit, state, server.asked]).toEqual([1, 'failed', []]);
    expect(warnings.at(-1)).toMatch(/Give a template of your own, or another survey\.$/);
  }, 240_000);
});
