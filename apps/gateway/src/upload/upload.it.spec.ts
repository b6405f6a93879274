import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type DataProduct } from '@nightjar/contracts';
import { ProductStore } from '@nightjar/service-kit';
import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { openClient, type Client } from '../client.fixture.js';
import { Reduction } from '../reduction.fixture.js';

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

type Part = readonly [field: string, value: string | Uint8Array, filename?: string];

function formOf(...parts: readonly Part[]): FormData {
  const form = new FormData();
  for (const [field, value, filename] of parts) {
    if (typeof value === 'string') form.append(field, value);
    else form.append(field, new Blob([new Uint8Array(value)]), filename);
  }
  return form;
}

describe('uploading files', () => {
  let client: Client;
  let site: Reduction;

  const upload = async (...parts: readonly Part[]): Promise<Response> =>
    client.fetch('/data-products', { method: 'POST', body: formOf(...parts) });
  const halfWritten = async (): Promise<string[]> =>
    readdir(join(client.night.home, 'products', 'half')).catch(() => []);

  beforeAll(async () => {
    client = await openClient({ NIGHTJAR_LARGEST_UPLOAD_MB: '3' });
    site = new Reduction(client.night);
    await client.night.bus.broker.roundTrip();
  });
  afterAll(() => client.close());

  it('keeps the file by its content and registers it with what was said of it', async () => {
    const content = randomBytes(2_500_000);
    const response = await upload(['file', content, 'm31.fits'], ['target', site.target.id], ['tags', 'raw, night 1']);
    const product = (await response.json()) as DataProduct;
    expect([response.status, response.headers.get('location')]).toEqual([201, `/api/data-products/${product.id}`]);
    expect(product).toMatchObject({
      ...{ name: 'm31.fits', size: content.length, sha256: sha256(content), mediaType: 'application/fits' },
      ...{ type: 'frame', target: site.target.id, tags: ['raw', 'night 1'] },
    });
    const back = await client.fetch(`/data-products/${product.id}/file`);
    expect(sha256(new Uint8Array(await back.arrayBuffer()))).toBe(product.sha256);
  });

  it('takes several files in one form, and answers with a list', async () => {
    const response = await upload(
      ['file', Buffer.from('a'), 'a.csv'],
      ['type', 'catalogue'],
      ['file', Buffer.from('b'), '../../b.csv'],
    );
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      results: [
        { name: 'a.csv', type: 'catalogue', sha256: sha256(Buffer.from('a')) },
        { name: 'b.csv', type: 'catalogue', sha256: sha256(Buffer.from('b')) },
      ],
    });
  });

  it('refuses a file that is too large with the limit and the setting, registers nothing and leaves nothing', async () => {
    const before = site.products.length;
    const response = await upload(['file', Buffer.from('small'), 'a.fits'], ['file', randomBytes(9_000_000), 'b.fits']);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      code: 'too_large',
      detail: expect.stringMatching(/b\.fits is larger than 3 MB; NIGHTJAR_LARGEST_UPLOAD_MB/),
    });
    expect([site.products.length - before, await halfWritten()]).toEqual([0, []]);
  });

  it.each([
    ['no file', [['target', 'tgt_x']], /file/],
    [
      'a field that there is not',
      [
        ['file', Buffer.from('x'), 'x.fits'],
        ['colour', 'red'],
      ],
      /colour.*target, type and tags/,
    ],
    [
      'a type that there is not',
      [
        ['file', Buffer.from('x'), 'x.fits'],
        ['type', 'poem'],
      ],
      /type/,
    ],
    [
      'a target that is no identifier',
      [
        ['file', Buffer.from('x'), 'x.fits'],
        ['target', 'M31'],
      ],
      /target/,
    ],
    ['a file in another field', [['frame', Buffer.from('x'), 'x.fits']], /in the field file, not in frame/],
    ['a file without a name', [['file', Buffer.from('x'), '.']], /no name of a file/],
  ] as [string, Part[], RegExp][])('refuses %s in words', async (_, parts, says) => {
    const response = await upload(...parts);
    expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
      400,
      expect.stringMatching(says),
    ]);
    expect(await halfWritten()).toEqual([]);
  });

  it('refuses what is no form', async () => {
    const response = await client.fetch('/data-products', { method: 'POST', body: 'bytes' });
    expect([response.status, await response.json()]).toMatchObject([400, { detail: expect.stringContaining('form') }]);
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const cut = await client.fetch('/data-products', { method: 'POST', headers, body: '--x\r\ncontent-disp' });
    expect(cut.status).toBe(400);
  });

  it('leaves nothing of a file whose sender goes away', async () => {
    const { url } = await client.fetch('/data-products?limit=1');
    const headers = {
      authorization: `Bearer ${client.token}`,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': '1000000',
    };
    const sending = httpRequest(url, { method: 'POST', headers });
    sending.on('error', () => undefined);
    sending.write('--x\r\ncontent-disposition: form-data; name="file"; filename="m31.fits"\r\n\r\nthe first bytes');
    while ((await halfWritten()).length === 0) await new Promise((done) => setTimeout(done, 10));
    const before = site.products.length;
    sending.destroy();
    while ((await halfWritten()).length > 0) await new Promise((done) => setTimeout(done, 10));
    expect(site.products.length).toBe(before);
  });

  describe('leaves nothing in the store', () => {
    const inStore = async (content: Uint8Array): Promise<boolean> =>
      new ProductStore(client.night.home).has(sha256(content));

    it.each([
      ['when the catalogue refuses it', [['target', newId('tgt')]], 404],
      ['when a field is wrong', [['type', 'poem']], 400],
      ['when another file of the form is too large', [['file', randomBytes(9_000_000), 'b.fits']], 413],
    ] as [string, Part[], number][])('%s', async (_, parts, status) => {
      const content = randomBytes(1000);
      expect((await upload(['file', content, 'x.fits'], ...parts)).status).toBe(status);
      expect(await inStore(content)).toBe(false);
    });

    it('but what a record names, and what was there before', async () => {
      const [known, before] = [randomBytes(1000), randomBytes(1000)];
      expect((await upload(['file', known, 'x.fits'])).status).toBe(201);
      await new ProductStore(client.night.home).put(before);
      const refused = await upload(['file', known, 'y.fits'], ['file', before, 'z.fits'], ['target', newId('tgt')]);
      expect(refused.status).toBe(404);
      expect([await inStore(known), await inStore(before)]).toEqual([true, true]);
    });
  });

  it('lets nobody in without a token', async () => {
    const response = await client.fetch('/data-products', {
      method: 'POST',
      body: formOf(['file', Buffer.from('x'), 'x.fits']),
      headers: { authorization: 'Bearer wrong' },
    });
    expect(response.status).toBe(401);
  });
});
