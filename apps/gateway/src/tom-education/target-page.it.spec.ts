// tom_education: its target data page from end to end: the real catalogue, the real pipelines, over HTTP.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddTarget,
  DatumAdded,
  newId,
  ProcessChanged,
  ProcessSucceeded,
  ProductAdded,
  type DataProduct,
  type DataProductGroup,
  type Deletion,
  type Process,
  type Target,
} from '@nightjar/contracts';
import { openClient, type Client } from '../client.fixture.js';

/** However busy the machine is. */
const LONG_MS = 60_000;

/** A small frame with the date of its observation, or without. */
function frame(date: string | null): Blob {
  const dated = date === null ? [] : [`DATE-OBS= '${date}'`];
  const cards = ['SIMPLE  =                    T', 'BITPIX  =                   16', 'NAXIS   =                    2'];
  const size = ['NAXIS1  =                   50', 'NAXIS2  =                   40', ...dated, 'END'];
  const header = [...cards, ...size].map((card) => card.padEnd(80)).join('');
  const pixels = Buffer.alloc(5760);
  for (let i = 0; i < 2000; i++) pixels.writeInt16BE(1000 + ((i * 7919) % 13), 2 * i);
  return new Blob([Buffer.from(header.padEnd(2880)), pixels]);
}

describe('the target data page', () => {
  let client: Client;
  let target: Target;
  let frames: DataProduct[];
  let made: Process;

  const upload = async (name: string, content: Blob, of = target.id): Promise<DataProduct> => {
    const form = new FormData();
    form.append('target', of);
    // no frame to the rules of the site, which would reduce it as it comes
    form.append('type', 'other');
    form.append('file', content, name);
    return (await client.fetch('/data-products', { method: 'POST', body: form })).json() as Promise<DataProduct>;
  };
  const act = (products: readonly DataProduct[], fields: Record<string, string>, init: RequestInit = {}) =>
    client.fetch(`/targets/${target.id}/data/`, {
      method: 'POST',
      body: new URLSearchParams({ ...Object.fromEntries(products.map(({ id }) => [id, 'on'])), ...fields }),
      redirect: 'manual',
      ...init,
    });
  const answerOf = async (response: Response) => [response.status, await response.json()];
  const idsOf = (products: readonly DataProduct[]): string[] => products.map(({ id }) => id);
  const there = async (products: readonly DataProduct[]): Promise<string[]> => {
    const [, page] = await client.get(`/data-products?ids=${idsOf(products).join()}`);
    return (page as { results: DataProduct[] }).results.map(({ name }) => name).sort();
  };

  beforeAll(async () => {
    client = await openClient();
    const services = await Promise.all(['catalog', 'pipeline'].map((app) => client.night.spawn(app)));
    await Promise.all(services.map((app) => app.says(/"ready"/, 2 * LONG_MS)));
    const order = { name: 'my target', raDeg: 1, decDeg: 2, extras: { redshift: 0.937 } };
    // the first question of a service that has only just begun may take long
    target = await client.night.ask(AddTarget, order, { timeoutMs: LONG_MS });
    const dates = ['2019-01-02T03:04:00', '2019-01-02T03:07:00', '2019-01-02T03:06:00'];
    frames = [];
    for (const [i, date] of dates.entries()) frames.push(await upload(`test${i}.fits`, frame(date)));
  }, 240_000);
  afterAll(() => client.close());

  it('tom_education: starts a timelapse, whose film, group, status and log are then there', async () => {
    expect(await answerOf(await act(frames, { action: 'pipeline', pipeline_name: 'timelapse' }))).toEqual([
      200,
      { ok: true },
    ]);
    const told = await client.night.until(ProcessSucceeded, ({ process }) => process.target === target.id, LONG_MS);
    made = told.process;
    expect(made.identifier).toMatch(new RegExp(`^tl_${target.id}_\\d{14}$`));
    await client.night.until(ProductAdded, ({ process }) => process === made.id, LONG_MS);
    const [, film] = await client.get(`/data-products?target=${target.id}&tag=timelapse`);
    expect(film).toMatchObject({ results: [{ name: `${made.identifier}_t.gif`, process: made.id }] });
    const { id } = (film as { results: [DataProduct] }).results[0];
    const bytes = Buffer.from(await (await client.fetch(`/data-products/${id}/file`)).arrayBuffer());
    expect(bytes.toString('latin1', 0, 6)).toBe('GIF89a');
    const [, logs] = await client.get(`/pipeline/logs/${made.id}/`);
    expect(logs).toMatchObject({ status: 'created', failure_message: null, group_name: `${made.identifier}_outputs` });
    for (const k of [1, 2, 3]) expect((logs as { logs: string }).logs).toContain(`Processing frame ${k}/3\n`);
  }, 240_000);

  it('tom_education: flags are as posted: what is not ticked is false, what there is not is passed over', async () => {
    const ticked = { pipeline_flag_crop: 'on', pipeline_flag_bogus: 'on' };
    await act(frames.slice(0, 1), { action: 'pipeline', pipeline_name: 'timelapse', ...ticked });
    const started = await client.night.until(ProcessChanged, ({ flags }) => flags['crop'] === true, LONG_MS);
    expect(started.flags).toEqual({ crop: true, normalise_background: false });
    await client.night.until(ProcessSucceeded, ({ process }) => process.id === started.id, LONG_MS);
  }, 240_000);

  it('tom_education: a frame without a date fails the process, and its message says which', async () => {
    const undated = await upload('undated.fits', frame(null));
    await act([undated], { action: 'pipeline', pipeline_name: 'timelapse' });
    const failed = await client.night.until(ProcessChanged, ({ state }) => state === 'FAILED', LONG_MS);
    expect(await client.get(`/pipeline/logs/${failed.id}/`)).toMatchObject([
      200,
      {
        ...{ status: 'failed', group_name: null, terminal_timestamp: expect.any(Number) },
        failure_message: expect.stringContaining('could not find observation date'),
      },
    ]);
  }, 240_000);

  it('tom_education: the target API tells of the films that were made, newest first', async () => {
    const [status, body] = await client.get(`/target/${target.id}/`);
    expect([status, body]).toEqual([
      200,
      {
        target: { name: 'my target', extra_fields: { redshift: 0.937 } },
        timelapses: [expect.objectContaining({ frames: 1, format: 'gif' }), expect.objectContaining({ frames: 3 })],
        data: { csv: expect.stringMatching(new RegExp(`/targets/${target.id}/data/download/$`)), plot: null },
      },
    ]);
    expect(await client.get(`/target/${newId('tgt')}/`)).toEqual([404, { detail: 'Not found.' }]);
    expect(await client.get('/target/7/')).toEqual([404, { detail: 'Not found.' }]);
  });

  it('tom_education: photometry is downloaded as a file of rows', async () => {
    const example = ProcessSucceeded.carries.parse(ProcessSucceeded.example);
    const data = example.data.map((datum) => ({ ...datum, id: newId('dat'), target: target.id }));
    await client.night.publish(ProcessSucceeded, { ...example, products: [], data });
    await client.night.until(DatumAdded, ({ id }) => id === data[0]?.id, LONG_MS);
    const [, body] = await client.get(`/target/${target.id}/`);
    const { csv } = (body as { data: { csv: string } }).data;
    const response = await fetch(csv, { headers: { authorization: `Bearer ${client.token}` } });
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="my_target.csv"');
    expect(await response.text()).toBe('2008-03-19T06:13:35+00:00,11.32,0.02\r\n');
    expect(await answerOf(await fetch(csv))).toEqual([401, { detail: expect.stringContaining('sign in first') }]);
  });

  it.each([
    ['no pipeline is named', {}, 'No pipeline_name given'],
    ['the pipeline is unknown', { pipeline_name: 'blah' }, "Invalid pipeline name 'blah'"],
    ['the action is unknown', { action: 'cheese' }, "Invalid action 'cheese'"],
  ])('tom_education: is refused where %s', async (_, fields, detail) => {
    expect(await answerOf(await act(frames, { action: 'pipeline', ...fields }))).toEqual([400, { detail }]);
  });

  it('tom_education: is refused where nothing is ticked, or what is none of the target’s', async () => {
    expect(await answerOf(await act([], { action: 'pipeline' }))).toEqual([
      400,
      { detail: 'No data product selected' },
    ]);
    const stranger = { ...frames[0]!, id: newId('prd') };
    expect((await act([stranger], { action: 'view_gallery' })).status).toBe(404);
  });

  it('tom_education: the gallery is led to with the ticked products, which can then join a group', async () => {
    const response = await act(frames.slice(0, 2), { action: 'view_gallery' });
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      `/api/gallery?products=${idsOf(frames.slice(0, 2)).join()}`,
    ]);
    const [, gallery] = await client.get((response.headers.get('location') ?? '').replace('/api', ''));
    const { items } = gallery as { items: { product: DataProduct }[] };
    expect(items.map(({ product }) => product.id)).toEqual(idsOf(frames.slice(0, 2)));
    expect(await client.get('/gallery')).toEqual([200, { items: [], message: 'No data products provided' }]);
    const [, group] = (await client.post('/data-product-groups', { name: 'mygroup' })) as [number, DataProductGroup];
    const joined = await client.post(`/data-product-groups/${group.id}/products`, {
      products: idsOf(frames.slice(0, 2)),
    });
    expect(joined).toMatchObject([200, { added: 2, message: "Added 2 data products to group 'mygroup'" }]);
    const none = await client.post(`/data-product-groups/${group.id}/products`, { products: [] });
    expect(none).toMatchObject([400, { code: 'nothing_selected', detail: 'No data product selected' }]);
    const byName = { name: 'mygroup', products: idsOf(frames) };
    expect(await client.post('/data-product-groups/products', byName)).toMatchObject([
      200,
      { made: false, added: frames.length - 2, group: { id: group.id } },
    ]);
    const [, groups] = await client.get(`/data-product-groups?target=${target.id}`);
    expect((groups as { results: DataProductGroup[] }).results.map(({ name }) => name)).toContain('mygroup');
  });

  it('tom_education: nothing is deleted for somebody who is not signed in', async () => {
    const anonymous = { headers: { authorization: '' } };
    expect((await act(frames, { action: 'delete', confirmation: 'x' }, anonymous)).status).toBe(401);
    const order = { method: 'POST', body: JSON.stringify({ products: idsOf(frames), confirmation: 'x' }) };
    const headers = { authorization: '', 'content-type': 'application/json' };
    expect((await client.fetch('/data-products/deletions', { ...order, headers })).status).toBe(401);
    expect(await there(frames)).toEqual(['test0.fits', 'test1.fits', 'test2.fits']);
  });

  it('tom_education: deletes after confirmation, and exactly what was chosen', async () => {
    const chosen = frames.slice(0, 2);
    const asked = (await (await act(chosen, { action: 'delete' })).json()) as { deletion: Deletion };
    expect(asked.deletion).toMatchObject({
      products: [{ name: 'test0.fits', size: 8640 }, { name: 'test1.fits' }],
      groups: [{ name: 'mygroup' }],
    });
    expect(await there(frames)).toHaveLength(3);
    const [, review] = await client.post('/data-products/deletions/review', { products: idsOf(chosen) });
    expect(review).toEqual(asked.deletion);
    const { confirmation } = asked.deletion;
    const unconfirmed = await client.post('/data-products/deletions', { products: idsOf(frames), confirmation });
    expect(unconfirmed).toMatchObject([409, { code: 'not_confirmed' }]);
    expect(await answerOf(await act(chosen, { action: 'delete', confirmation }))).toEqual([
      200,
      { ok: true, message: 'Deleted 2 data products' },
    ]);
    expect(await there(frames)).toEqual(['test2.fits']);
    expect((await client.fetch(`/data-products/${chosen[0]?.id}/file`)).status).toBe(404);
  });

  it('extras of a target are noted over HTTP', async () => {
    const changed = await client.post(`/targets/${target.id}/extras`, { set: { host: 'M31' }, remove: ['redshift'] });
    expect(changed).toMatchObject([200, { extras: { host: 'M31' } }]);
    expect(await client.post(`/targets/${target.id}/extras`, { set: { host: null } })).toMatchObject([
      400,
      { detail: expect.stringContaining('an extra is a text, a number or true or false') },
    ]);
  });
});
