import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { within } from '@nightjar/catalogues';
import { writeTable } from '@nightjar/imaging';
import { createDatabase, dropDatabase } from '@nightjar/persistence';
import { starField, testServers, type TrueStar } from '@nightjar/testkit';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openCatalogueFile } from './catalogue-file.js';
import { openSky } from './open-sky.js';
import { settingsFor, TestFolder } from './sky.fixture.js';
import { StarStore } from './star-store.js';

const everywhere = starField(3, 8_000, { raDeg: 180, decDeg: 0 }, 90);
const csv = (stars: readonly TrueStar[]): string =>
  `id,ra,dec,r,r_err\n${stars.map(({ raDeg, decDeg, r }, i) => `s${i},${raDeg},${decDeg},${r},0.01`).join('\n')}\n`;

describe('catalogues of the site', () => {
  const name = `star_${randomBytes(6).toString('hex')}`;
  let url: string;
  let store: StarStore;
  let server: string;
  const folder = new TestFolder();

  beforeAll(async () => {
    server = (await testServers()).databaseUrl;
    url = await createDatabase(server, name);
    store = await StarStore.open(url);
  });
  afterAll(async () => {
    await store.close();
    await dropDatabase(server, name);
    folder[Symbol.dispose]();
  });

  const load = async (catalogue: string, content: string | Buffer, file = 'stars') => {
    const path = join(folder.path, file);
    writeFileSync(path, content);
    const opened = await openCatalogueFile(path);
    return store.load(catalogue, opened.filters, opened.batches, file);
  };

  it('are searched exactly, at the poles, across 0h and everywhere else', async () => {
    expect(await load('all', csv(everywhere))).toMatchObject({ name: 'all', rows: 8_000, filters: ['r'] });
    const cones = fc.record({
      raDeg: fc.oneof(fc.constantFrom(0, 359.9999), fc.double({ min: 0, max: 360, maxExcluded: true, noNaN: true })),
      decDeg: fc.oneof(fc.constantFrom(-90, 90), fc.double({ min: -90, max: 90, noNaN: true })),
      radiusDeg: fc.double({ min: 0.01, max: 20, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cones, async (cone) => {
        const found = (await store.cone('all', cone)) ?? [];
        expect(found.map(({ id }) => id).sort()).toEqual(
          within(
            cone,
            everywhere.map((star, i) => ({ ...star, id: `s${i}` })),
          )
            .map(({ id }) => id)
            .sort(),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('of the name vsx are the variable stars of the site, also without the network, and never a reference', async () => {
    await load('vsx', 'Name,RAJ2000,DEJ2000,Vmag\nRR Lyr,291.366,42.784,7.1\nfar,100,42.784,9\n');
    const cone = { raDeg: 291.4, decDeg: 42.8, radiusDeg: 0.5 };
    const sky = openSky(settingsFor(undefined, folder, { databaseUrl: url, offline: true }));
    expect(await sky.variables(cone)).toEqual({
      stars: [{ name: 'RR Lyr', type: null, raDeg: 291.366, decDeg: 42.784 }],
      note: '1 variable stars of vsx are known there, from this machine.',
    });
    const standIn = await sky.stars({ filter: 'V', cone });
    expect([standIn.catalogue, standIn.notAsked.map(({ name }) => name)]).toEqual([
      null,
      expect.not.arrayContaining(['vsx']),
    ]);
    await sky.close();
    await store.remove('vsx');
  });

  it('are cut at a magnitude', async () => {
    const cone = { raDeg: 100, decDeg: 30, radiusDeg: 10 };
    const found = await store.cone('all', cone, { filter: 'r', mag: 14 });
    expect(found).toHaveLength(within(cone, everywhere).filter(({ r }) => Math.fround(r) <= 14).length);
    expect(found?.[0]?.mags.r?.errorMag).toBeCloseTo(0.01, 6);
  });

  it('are replaced as a whole, or stay as they were', async () => {
    await load('replaced', csv(everywhere.slice(0, 100)));
    const broken = csv(everywhere.slice(0, 50_00)).replace(/s4000,[^,]+/, 's4000,400');
    await expect(load('replaced', broken)).rejects.toThrow(/row 4001 has no position in degrees: 400/);
    expect((await store.list()).find((one) => one.name === 'replaced')).toMatchObject({ rows: 100 });
    await load('replaced', csv(everywhere.slice(0, 300)));
    expect((await store.list()).find((one) => one.name === 'replaced')).toMatchObject({ rows: 300 });
  });

  it('answer one who asks while they are replaced, with the old stars or the new ones', async () => {
    await load('busy', csv(everywhere.slice(0, 1000)));
    const other = await StarStore.open(url);
    const all = { raDeg: 0, decDeg: 0, radiusDeg: 180 };
    const loading = (async () => {
      for (const count of [2000, 1000, 2000]) await load('busy', csv(everywhere.slice(0, count)));
    })();
    let over = false;
    void loading.finally(() => (over = true));
    while (!over) expect([1000, 2000]).toContain((await other.cone('busy', all))?.length);
    await loading;
    await other.close();
  });

  it('are read from VOTable, FITS and gzip alike', async () => {
    const stars = everywhere.slice(0, 50);
    const cells = stars
      .map(({ raDeg, decDeg, r }) => `<TR><TD>${raDeg}</TD><TD>${decDeg}</TD><TD>${r}</TD></TR>`)
      .join('');
    const fields = ['RAJ2000', 'DEJ2000', 'rmag'].map((field) => `<FIELD name="${field}" datatype="double"/>`).join('');
    const votable = `<VOTABLE><RESOURCE><TABLE>${fields}<DATA><TABLEDATA>${cells}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
    const fits = fitsTable(stars);
    const sizes = [];
    for (const content of [votable, gzipSync(votable), fits, gzipSync(fits), gzipSync(csv(stars))])
      sizes.push(await load('formats', content), await store.cone('formats', { raDeg: 0, decDeg: 0, radiusDeg: 180 }));
    expect(sizes.filter((_, i) => i % 2 === 0)).toEqual(
      Array(5).fill(expect.objectContaining({ rows: 50, filters: ['r'] })),
    );
    expect(sizes.filter((_, i) => i % 2 === 1).map((found) => (Array.isArray(found) ? found.length : 0))).toEqual([
      50, 50, 50, 50, 50,
    ]);
  });

  it('serve pipelines before any server is asked, and by their own name', async () => {
    await load('ps1', csv(everywhere));
    const sky = openSky(settingsFor(undefined, folder, { databaseUrl: url }));
    const cone = { raDeg: 100, decDeg: 30, radiusDeg: 10 };
    const expected = within(cone, everywhere).length;
    expect(await sky.stars({ catalogue: 'ps1', filter: 'r', cone })).toMatchObject({
      from: 'local',
      catalogue: 'ps1',
      filter: 'r',
    });
    expect((await sky.stars({ catalogue: 'all', filter: 'r', cone })).stars).toHaveLength(expected);
    await sky.close();
    const alone = openSky(settingsFor(undefined, folder, { databaseUrl: 'postgres://nobody@127.0.0.1:9/none' }));
    await expect(alone.stars({ catalogue: 'all', filter: 'r', cone })).rejects.toThrow(/out of reach/);
    await alone.close();
  });

  it('are removed', async () => {
    expect(await store.remove('all')).toBe(true);
    expect(await store.remove('all')).toBe(false);
    expect(await store.cone('all', { raDeg: 0, decDeg: 0, radiusDeg: 1 })).toBeUndefined();
  });
});

function fitsTable(stars: readonly TrueStar[]): Buffer {
  return writeTable([
    { name: 'RAJ2000', values: stars.map(({ raDeg }) => raDeg) },
    { name: 'DEJ2000', values: stars.map(({ decDeg }) => decDeg) },
    { name: 'rmag', values: stars.map(({ r }) => r) },
  ]);
}
