import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@nightjar/persistence';
import { openClient, type Client } from '../client.fixture.js';

describe('a POST under an Idempotency-Key that got no answer', () => {
  let client: Client;
  let tables: Database;
  beforeAll(async () => {
    client = await openClient();
    const { databaseUrl: url } = client.night;
    tables = await Database.open({ url, schema: 'locks', entities: [], migrations: [], frozenMs: 60_000 });
    const catalog = await client.night.spawn('catalog');
    await catalog.says(/"ready"/, 60_000);
  }, 90_000);
  afterAll(async () => {
    await tables?.close();
    await client?.close();
  });

  const upload = (key: string): Promise<Response> => {
    const form = new FormData();
    form.set('type', 'other');
    form.set('file', new Blob(['the same bytes']), 'once.txt');
    const headers = { 'idempotency-key': key };
    return client.fetch('/data-products', { method: 'POST', body: form, headers });
  };
  const named = async (name: string): Promise<object[]> =>
    client.night.sql('select id from catalog.data_product where name = ?', [name]);

  it('makes one thing of both when it is sent again, and gives the answer of the first', async () => {
    const silent = await tables.transaction(async (tx) => {
      await tx.rows('lock table catalog.data_product in access exclusive mode');
      return upload('slow');
    });
    expect(silent.status).toBe(504);
    const again = await upload('slow');
    const product = (await again.json()) as { id: string };
    expect(again.status).toBe(201);
    expect(await named('once.txt')).toEqual([{ id: product.id }]);
    expect(await (await upload('slow')).json()).toEqual(product);
  }, 60_000);

  it('is free again when the first was refused', async () => {
    const target = { name: 'taken', aliases: [], raDeg: 1, decDeg: 2 };
    expect((await client.post('/targets', target))[0]).toBe(201);
    const key = { 'idempotency-key': 'refused' };
    expect((await client.post('/targets', target, key))[0]).toBe(409);
    await client.night.sql(`update catalog.target set name = 'renamed' where name = 'taken'`);
    expect((await client.post('/targets', target, key))[0]).toBe(201);
  });
});
