import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Chain, type Preset, type Process } from '@nightjar/contracts';
import { eventually } from '@nightjar/testkit';
import { openClient, type Client } from './client.fixture.js';
import { Reduction, sampleProduct } from './reduction.fixture.js';

describe('reduction over HTTP', () => {
  let client: Client;
  let site: Reduction;

  const run = async (more: object = {}): Promise<Process> =>
    (await client.post('/processes', { pipeline: 'photometry', ...more }))[1] as Process;
  const remove = async (path: string): Promise<number> => (await client.fetch(path, { method: 'DELETE' })).status;
  const postOf = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    client.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    client = await openClient();
    site = new Reduction(client.night);
    await client.night.bus.broker.roundTrip();
  });
  afterAll(() => client.close());

  it('lists pipelines with their flags and parameters', async () => {
    expect(await client.get('/pipelines')).toMatchObject([
      200,
      { results: [{ name: 'photometry', flags: [], params: { type: 'object' }, error: null }] },
    ]);
  });

  it('runs a pipeline: accepted, with the place where it is looked at, also when the order is repeated', async () => {
    const order = { pipeline: 'photometry', inputs: [newId('prd')] };
    const key = { 'idempotency-key': 'once' };
    for (const response of [await postOf('/processes', order, key), await postOf('/processes', order, key)]) {
      const process = (await response.json()) as Process;
      expect([response.status, process]).toMatchObject([202, { status: 'waits', inputs: order.inputs }]);
      expect(response.headers.get('location')).toBe(`/api/processes/${process.id}`);
      expect(await client.get(`/processes/${process.id}`)).toEqual([200, process]);
    }
    expect([site.processes.size, site.by]).toEqual([1, ['administrator']]);
  });

  it('refuses a pipeline that there is not, and an unknown field', async () => {
    expect(await client.post('/processes', { pipeline: 'cheese' })).toMatchObject([404, { code: 'not_found' }]);
    expect(await client.post('/processes', { pipline: 'photometry' })).toMatchObject([400, { code: 'invalid' }]);
  });

  it('reads a log from an offset on', async () => {
    const { id } = await run();
    site.lines.set(id, ['one', 'two', 'three']);
    expect(await client.get(`/processes/${id}/log?offset=2`)).toMatchObject([
      200,
      { lines: [{ offset: 2, text: 'three' }], nextOffset: 3 },
    ]);
  });

  it('cancels a process, with the reason', async () => {
    const { id } = await run();
    expect(await client.post(`/processes/${id}/cancel`, { because: 'clouds' })).toMatchObject([
      202,
      { state: 'CANCELLED', status: 'clouds' },
    ]);
  });

  it('streams a process to its end: each line once and in order, and resumes after the last one seen', async () => {
    const { id } = await run();
    site.lines.set(id, ['one', 'two', 'three']);
    const response = await client.fetch(`/processes/${id}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reading = response.text();
    site.lines.set(id, ['one', 'two', 'three', 'four']);
    await site.change(id, { state: 'RUNNING', status: 'solves the field' });
    await site.change(id, { state: 'SUCCEEDED', status: 'created' });
    const text = await reading;
    expect([...text.matchAll(/event: log\ndata: .*?"text":"(\w+)"/g)].map(([, line]) => line)).toEqual([
      ...['one', 'two', 'three', 'four'],
    ]);
    expect(text).toMatch(/event: process\ndata: .*"state":"SUCCEEDED"/);
    expect(text.trimEnd().endsWith('event: end\ndata: {"state":"SUCCEEDED"}')).toBe(true);
    const rest = await (await client.fetch(`/processes/${id}/events`, { headers: { 'last-event-id': '3' } })).text();
    expect([...rest.matchAll(/"text":"(\w+)"/g)].map(([, line]) => line)).toEqual(['four']);
    const log = (accept: string): Promise<Response> =>
      client.fetch(`/processes/${id}/log?offset=2`, { headers: { accept } });
    const streamed = await (await log('text/event-stream')).text();
    expect([...streamed.matchAll(/"text":"(\w+)"/g)].map(([, line]) => line)).toEqual(['three', 'four']);
    for (const accept of ['*/*', 'application/json', 'application/json, text/event-stream'])
      expect(await (await log(accept)).json()).toMatchObject({
        nextOffset: 4,
        lines: [{ text: 'three' }, { text: 'four' }],
      });
    expect((await client.fetch(`/processes/${newId('prc')}/events`)).status).toBe(404);
  });

  it('waits for a product that its process names before the catalogue lists it; what was made long ago is not there', async () => {
    const [young, old] = [newId('prd'), 'prd_01184c4a-26d1-7000-8000-000000000001'];
    const looks = (id: string): number => site.lookedFor.filter((one) => one === id).length;
    const got = client.get(`/data-products/${young}`);
    await eventually(() => looks(young) > 1);
    site.products.push({ ...sampleProduct, id: young });
    expect(await got).toMatchObject([200, { id: young }]);
    expect(await client.get(`/data-products/${old}`)).toMatchObject([
      404,
      { detail: `there is no data product ${old}` },
    ]);
    expect(looks(old)).toBe(1);
    const never = await client.get(`/data-products/${newId('prd')}/file`);
    expect(never).toMatchObject([404, { detail: expect.stringContaining('not listed yet') }]);
  });

  it('runs, cancels and resumes a chain', async () => {
    const response = await postOf('/chains', { steps: [{ pipeline: 'inspect' }, { pipeline: 'photometry' }] });
    const chain = (await response.json()) as Chain;
    expect([response.status, response.headers.get('location')]).toEqual([202, `/api/chains/${chain.id}`]);
    expect(await client.get(`/chains/${chain.id}`)).toEqual([200, chain]);
    expect(await client.post(`/chains/${chain.id}/cancel`)).toMatchObject([202, { state: 'CANCELLED' }]);
    expect(await client.post(`/chains/${chain.id}/resume`, { from: 1 })).toMatchObject([
      202,
      { cause: `resumes ${chain.id} from step 1` },
    ]);
    expect(await client.post('/chains', { steps: [] })).toMatchObject([400, { code: 'invalid' }]);
  });

  it('saves, exports, imports and deletes presets', async () => {
    const crowded = {
      name: 'crowded',
      says: '',
      group: null,
      pipelines: { photometry: { params: { radiusFwhm: 1 } } },
    };
    const [, saved] = (await client.post('/presets', { ...crowded, files: [] })) as [number, Preset];
    const [, file] = await client.get(`/presets/${saved.id}/export`);
    expect(file).toMatchObject({ format: 'nightjar-preset', version: 1, name: 'crowded' });
    expect(file).not.toHaveProperty('revision');
    const [status, imported] = await client.post('/presets/import', { ...(file as object), name: 'a copy' });
    expect([status, imported]).toMatchObject([
      201,
      { preset: { name: 'a copy', pipelines: saved.pipelines, revision: 1 }, unused: [] },
    ]);
    expect(await remove(`/presets/${saved.id}`)).toBe(200);
    expect(await remove(`/presets/${saved.id}`)).toBe(404);
  });

  it('answers 409 to a change of a revision of which somebody else has saved a change, and says whose', async () => {
    const preset = { name: 'twice', says: '', group: null, pipelines: {}, files: [] };
    const [, first] = (await client.post('/presets', preset)) as [number, Preset];
    const [status, second] = await client.post('/presets', { ...first, says: 'mine' });
    expect([status, second]).toMatchObject([200, { says: 'mine', revision: 2 }]);
    expect(await client.post('/presets', { ...first, says: 'yours' })).toMatchObject([
      409,
      { code: 'conflict', revision: 2, changedBy: 'ada', detail: 'it is at revision 2' },
    ]);
    const { revision: _, ...whatever } = first;
    expect(await client.post('/presets', whatever)).toMatchObject([200, { says: '', revision: 3 }]);
  });

  it('imports a preset of STDWeb, and says what of it has no effect', async () => {
    const file = { name: 'FRAM', config: { rel_aper: 1.5, sub_size: 500 }, files: '/data/mask.fits\n' };
    expect(await client.post('/presets/import', file)).toMatchObject([
      201,
      {
        preset: { name: 'FRAM', files: [] },
        unused: expect.arrayContaining([
          { key: 'sub_size', because: 'there is no pipeline subtraction' },
          { key: 'files: /data/mask.fits', because: expect.stringContaining('upload it') },
        ]),
      },
    ]);
    expect(await client.post('/presets/import', { name: 'neither' })).toMatchObject([400, { code: 'invalid' }]);
  });

  it('saves and deletes rules', async () => {
    const rule = { name: 'all', enabled: true, on: 'frame-stored', where: {}, steps: [{ pipeline: 'inspect' }] };
    const [status, saved] = await client.post('/rules', { ...rule, preset: null, priority: 0 });
    expect([status, saved]).toMatchObject([200, { name: 'all', where: { target: 'any' }, revision: 1 }]);
    // what was read may be sent back
    expect(await client.post('/rules', { ...(saved as object), enabled: false })).toMatchObject([200, { revision: 2 }]);
    expect(await client.post('/rules', saved)).toMatchObject([409, { code: 'conflict' }]);
    const { id } = saved as { id: string };
    expect(await client.get('/rules')).toMatchObject([200, { results: [{ id }] }]);
    expect(await remove(`/rules/${id}`)).toBe(200);
    expect(await client.post('/rules', { ...rule, on: 'full-moon', preset: null, priority: 0 })).toMatchObject([
      400,
      { detail: expect.stringContaining('on:') },
    ]);
  });

  it('groups data products', async () => {
    const products = [newId('prd')];
    expect(await client.post('/data-product-groups', { name: 'good', add: products })).toMatchObject([
      200,
      { name: 'good', products },
    ]);
    expect(await client.get('/data-product-groups')).toMatchObject([200, { results: [{ id: expect.any(String) }] }]);
  });

  describe('in the keys of tom_education', () => {
    it('tells of the processes of a target, newest first', async () => {
      const target = site.target.id;
      const first = await run({ target });
      const second = await run({ target });
      await site.change(first.id, { state: 'SUCCEEDED', finished: '2008-03-19T06:14:00.500Z' });
      const [status, answer] = await client.get(`/async/status/${target}/`);
      expect([status, answer]).toEqual([
        200,
        {
          timestamp: expect.any(Number),
          processes: [
            expect.objectContaining({ identifier: second.identifier, status: 'pending', terminal_timestamp: null }),
            expect.objectContaining({
              ...{ identifier: first.identifier, status: 'created', terminal_timestamp: 1205907240.5 },
              ...{ failure_message: null, view_url: `/pipeline/${first.id}`, process_type: 'photometry' },
            }),
          ],
        },
      ]);
    });

    it('gives the whole log of a process as one text', async () => {
      const { id } = await run();
      site.lines.set(id, ['doing the thing', 'and another thing', 'done']);
      const [status, answer] = await client.get(`/pipeline/logs/${id}/`);
      expect([status, answer]).toMatchObject([
        200,
        { logs: 'doing the thing\nand another thing\ndone\n', group_name: null, group_url: null },
      ]);
    });

    it.each(['/async/status/7/', '/pipeline/logs/7/', `/pipeline/logs/${newId('prc')}/`])(
      'knows nothing of %s, in its own words',
      async (path) => {
        expect(await client.get(path)).toEqual([404, { detail: 'Not found.' }]);
      },
    );
  });
});
