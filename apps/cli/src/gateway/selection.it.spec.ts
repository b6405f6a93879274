import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestWorld } from '../test-world.fixture.js';
import { json, problem, TestGateway } from './gateway.fixture.js';

const id = (prefix: string, n = 1): string => `${prefix}_0118c4a2-6d10-7000-8000-00000000000${n}`;
const page = (...results: unknown[]) => ({ results, next: null, count: { value: results.length, exact: true } });
const target = { id: id('tgt'), name: 'my target', aliases: ['M31'] };
const product = (n: number, name: string) => ({ id: id('prd', n), name, size: 10, sha256: 'a'.repeat(64) });
const begun = { id: id('prc'), identifier: 'tl_1', pipeline: 'timelapse', state: 'WAITING', status: 'waits' };
const output = { kind: 'data-product', id: id('prd', 9), name: 'tl_1_t.gif', tag: 'timelapse' };
const ending =
  (process: object) =>
  (response: import('node:http').ServerResponse): void =>
    void response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .end(`event: process\ndata: ${JSON.stringify(process)}\n\nevent: end\ndata: {}\n\n`);

describe('the commands for ticked products', () => {
  let world: TestWorld;
  beforeEach(() => {
    world = new TestWorld();
    world.write('var/admin-token', 'the-token\n');
  });
  afterEach(() => world[Symbol.dispose]());

  const site = (groups: unknown[], ended: object) => ({
    [`GET /api/targets/${target.id}`]: json(200, target),
    'GET /api/targets': json(200, page({ ...target, id: id('tgt', 2), name: 'my target too', aliases: [] }, target)),
    'GET /api/data-product-groups': json(200, page(...groups)),
    'POST /api/data-product-groups/products': json(200, {
      group: { id: id('grp'), name: 'Good quality data', products: [] },
    }),
    'GET /api/data-products': json(200, page(product(3, 'c.fits'), product(2, 'b.fits'), product(1, 'a.fits'))),
    'POST /api/processes': json(202, begun),
    [`GET /api/processes/${begun.id}/events`]: ending(ended),
  });
  const good = { id: id('grp'), name: 'Good quality data', products: [id('prd', 3), id('prd', 1), id('prd', 7)] };
  const succeeded = { ...begun, state: 'SUCCEEDED', outputs: [output] };

  it('tom_education: make a timelapse of a target’s reduced frames in the group of good data', async () => {
    await using gateway = await TestGateway.open(site([good], succeeded));
    const { exit, said } = await world.run('timelapse', 'm31', '--url', gateway.url);
    expect({ exit, said }).toEqual({
      exit: 0,
      said: "Creating timelapse of 2 files for target 'my target'...\nCreated timelapse tl_1_t.gif\n",
    });
    const lines = gateway.asked.map(({ line }) => line);
    expect(lines).toContain('GET /api/data-product-groups?name=Good+quality+data');
    expect(lines).toContain(`GET /api/data-products?target=${target.id}&reduced=true&limit=1000`);
    expect(gateway.asked.find(({ line }) => line === 'POST /api/processes')?.body).toEqual({
      ...{ pipeline: 'timelapse', target: target.id, params: {} },
      inputs: [id('prd', 1), id('prd', 3)],
    });
  });

  it('tom_education: say so on standard error where a timelapse fails', async () => {
    const failed = { ...begun, state: 'FAILED', failureMessage: 'Invalid FPS 0' };
    await using gateway = await TestGateway.open(site([good], failed));
    const { exit, said, talked } = await world.run('timelapse', target.id, '--url', gateway.url);
    expect([exit, said]).toEqual([1, "Creating timelapse of 2 files for target 'my target'...\n"]);
    expect(talked).toContain('Failed to create timelapse: Invalid FPS 0\n');
  });

  it('tom_education: make the group where there is none, and nothing else', async () => {
    await using gateway = await TestGateway.open(site([], succeeded));
    const { exit, said } = await world.run('timelapse', target.id, '--url', gateway.url);
    expect({ exit, said }).toEqual({
      exit: 0,
      said: "Creating timelapse of 0 files for target 'my target'...\nNothing to do\n",
    });
    expect(gateway.asked.flatMap(({ line, body }) => (line.startsWith('POST') ? [[line, body]] : []))).toEqual([
      ['POST /api/data-product-groups/products', { name: 'Good quality data', products: [] }],
    ]);
  });

  it('know no target by a part of its name', async () => {
    await using gateway = await TestGateway.open(site([good], succeeded));
    expect((await world.run('timelapse', 'my', '--url', gateway.url)).exit).toBe(3);
  });

  it('delete products only with --yes, and show first what goes', async () => {
    const deletion = {
      ...{
        products: [{ id: id('prd'), name: 'a.fits', size: 10, type: 'frame' }],
        bytes: 10,
        files: 1,
        reducedData: 2,
      },
      ...{ groups: [{ id: id('grp'), name: 'mine' }], madeFrom: [], presets: [], confirmation: 'seal' },
    };
    await using gateway = await TestGateway.open({
      'POST /api/data-products/deletions/review': json(200, deletion),
      'POST /api/data-products/deletions': json(200, { message: 'Deleted 1 data product' }),
    });
    const { exit, said, talked } = await world.run('products', 'rm', id('prd'), '--url', gateway.url);
    expect([exit, said, talked]).toEqual([
      0,
      `${id('prd')}  a.fits  10 bytes\n10 bytes of files and 2 values or texts go with them\nthey leave the groups mine\n`,
      'nothing was deleted; --yes deletes them\n',
    ]);
    expect(gateway.asked).toHaveLength(1);
    expect((await world.run('products', 'rm', '--yes', id('prd'), '--url', gateway.url)).said).toContain('Deleted 1');
    expect(gateway.asked.at(-1)?.body).toEqual({ products: [id('prd')], confirmation: 'seal' });
  });

  it('exit 5 while a process works on a product', async () => {
    await using gateway = await TestGateway.open({
      'POST /api/data-products/deletions/review': (response) => problem(response, 409, 'in_use', 'tl_1 works on it'),
    });
    expect((await world.run('products', 'rm', '--yes', id('prd'), '--url', gateway.url)).exit).toBe(5);
  });
});
