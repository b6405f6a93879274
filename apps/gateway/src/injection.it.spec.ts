// Every string that a user can set over HTTP, thrown at the real services and the real tools. Beside them sits a canary.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type DataProduct, type Process, type Target } from '@nightjar/contracts';
import { Header, writeImage } from '@nightjar/imaging';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openClient, type Client } from './client.fixture.js';
import { Canary, naive, parrot } from './injection.fixture.js';

/** A frame whose header says what the words say, as far as a header can. */
function hostileFrame(words: readonly string[]): Buffer {
  const [widthPx, heightPx] = [64, 48];
  const data = Float64Array.from({ length: widthPx * heightPx }, (_, i) => 1000 + ((i * 7919) % 13));
  for (const at of [700, 1500, 2300]) data[at] = 20_000;
  const printable = words.map((word) => word.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60)).filter(Boolean);
  const said = ['OBJECT', 'FILTER', 'TELESCOP', 'INSTRUME', 'OBSERVER', 'ORIGIN', 'CTYPE1', 'CTYPE2', 'RADESYS'];
  return writeImage(
    new Header([
      ...[{ keyword: 'DATE-OBS', value: '2008-03-19T06:13:20.000' }],
      ...[
        { keyword: 'EXPTIME', value: 30 },
        { keyword: 'GAIN', value: 1.5 },
      ],
      ...said.map((keyword, i) => ({ keyword, value: printable[i] ?? '' })),
      ...printable.map((value, i) => ({ keyword: `WORD${i}`, value })),
    ]),
    { widthPx, heightPx, data },
  );
}

/** What a database keeps of a word. */
const storable = (word: string): string => word.replaceAll(/[\0\p{Surrogate}]/gu, '');

/** Half a character cannot be sent in an address. */
const inUrl = (word: string): string => encodeURIComponent(word.replaceAll(/\p{Surrogate}/gu, ''));

describe('hostile texts over HTTP', () => {
  let client: Client;
  let canary: Canary;
  let frame: DataProduct;
  /** Identifiers of the processes that were granted. */
  const running: string[] = [];

  /** A request may be granted or refused, but only in the way that refusals have. @returns what it was granted */
  async function granted(method: string, path: string, body?: unknown): Promise<unknown> {
    const form = body instanceof FormData;
    const send = (): Promise<Response> =>
      client.fetch(path, {
        ...{ method, headers: form || body === undefined ? {} : { 'content-type': 'application/json' } },
        ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      });
    let response = await send().catch(send);
    // on a busy machine an answer may be late
    while (response.status === 503 || response.status === 504) response = await send().catch(send);
    const what = `${method} ${path} ${form ? 'a form' : JSON.stringify(body)}`.slice(0, 300);
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    const problem = [what, response.status, response.headers.get('content-type')?.split(';')[0], text];
    expect(problem).toEqual([what, expect.any(Number), 'application/problem+json', expect.stringContaining('"code":')]);
    expect([what, response.status < 500, text]).toEqual([what, true, text]);
    return undefined;
  }

  const run = async (order: object): Promise<void> => {
    const process = (await granted('POST', '/processes', order)) as Process | undefined;
    if (process) running.push(process.id);
  };
  const upload = async (content: Uint8Array, name: string, fields: Record<string, string> = {}) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)]), name);
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    return (await granted('POST', '/data-products', form)) as DataProduct | undefined;
  };

  async function ended(id: string): Promise<Process> {
    for (;;) {
      const found = (await client.get(`/processes/${id}`))[1] as Process;
      if (found.finished !== null) return found;
      await pause(50);
    }
  }

  async function isReady(): Promise<boolean> {
    const [status, body] = await client.get('/pipelines');
    const names = status === 200 ? (body as { results: { name: string }[] }).results.map(({ name }) => name) : [];
    return names.includes('naive') && names.includes('parrot') && (await client.get('/targets'))[0] === 200;
  }

  beforeAll(async () => {
    client = await openClient();
    const { home } = client.night;
    mkdirSync(join(home, 'pipelines'), { recursive: true });
    writeFileSync(join(home, 'pipelines/naive.ts'), naive);
    for (const [file, text] of Object.entries(parrot)) writeFileSync(join(home, 'pipelines', file), text);
    canary = await Canary.in(home);
    await Promise.all([client.night.spawn('catalog'), client.night.spawn('pipeline')]);
    while (!(await isReady().catch(() => false))) await pause(100);
    frame = (await upload(hostileFrame(canary.words), 'frame.fits'))!;
  }, 300_000);
  afterAll(async () => {
    await canary?.close();
    await client?.close();
  });

  it('in names, tags and fields of uploads are refused, or no more than words in the catalogue', async () => {
    const products: DataProduct[] = [];
    for (const [i, word] of canary.words.entries()) {
      const content = Buffer.from(`upload ${i}`);
      const named = await upload(content, word.replaceAll('\0', '%00'));
      if (named) products.push(named);
      const tagged = await upload(content, 'x.txt', { tags: word });
      if (tagged) products.push(tagged);
      await upload(content, 'x.txt', { target: word });
      await upload(content, 'x.txt', { type: word });
      await upload(content, 'x.txt', { [word || 'empty']: word });
    }
    expect(products.length).toBeGreaterThan(10);
    for (const { name } of products) expect(name).not.toMatch(/[/\\\p{Cc}]|^\./u);
    await run({ pipeline: 'naive', inputs: products.map(({ id }) => id) });
    for (const pipeline of ['header-report', 'checksum-audit', 'timelapse', 'fits-to-png'])
      await run({ pipeline, inputs: products.map(({ id }) => id) });
  }, 300_000);

  it('in names of targets reach a tool as words, or not at all', async () => {
    const targets: Target[] = [];
    for (const word of canary.words) {
      const made = await granted('POST', '/targets', { name: word, aliases: [word], raDeg: 10, decDeg: 41 });
      if (made) targets.push(made as Target);
      await granted('GET', `/targets?q=${inUrl(word)}&cone=${inUrl(word)}`);
    }
    expect(targets.length).toBeGreaterThan(5);
    for (const { id } of targets.slice(0, 4)) await run({ pipeline: 'naive', target: id });
  }, 300_000);

  it('in parameters, flags, inputs and reasons reach a tool as lawful values, or not at all', async () => {
    const { words } = canary;
    await run({ pipeline: 'naive', params: { labels: words } });
    await run({ pipeline: 'naive', params: { labels: words.map(storable) } });
    for (const word of words) {
      await run({ pipeline: word });
      await run({ pipeline: 'naive', target: word });
      await run({ pipeline: 'naive', inputs: [word] });
      await run({ pipeline: 'naive', preset: word });
      await run({ pipeline: 'naive', flags: { [word]: true } });
      await run({ pipeline: 'naive', flags: { one: word } });
      await run({ pipeline: 'naive', params: { [word]: word } });
      await run({ pipeline: 'photometry', inputs: [frame.id], params: { detectionSigma: word } });
      await run({ pipeline: 'timelapse', inputs: [frame.id], params: { format: word, fps: word } });
      await granted('POST', `/processes/${newId('prc')}/cancel`, { because: word });
      await granted('GET', `/processes/${inUrl(word)}`);
      await granted('GET', `/processes/${inUrl(word)}/log?offset=${inUrl(word)}`);
      await granted('GET', `/data-products/${inUrl(word)}/file`);
    }
    for (const word of words.slice(0, 2))
      await run({ pipeline: 'parrot', params: { word, others: storable(words.join(' ')) } });
  }, 300_000);

  it('in presets, chains, rules and groups are kept as words, or refused', async () => {
    const pair = canary.words.slice(0, 2).map((label) => ({ pipeline: 'naive', params: { label } }));
    const chain = (await granted('POST', '/chains', { steps: pair })) as { steps: { process: string }[] };
    running.push(...chain.steps.map(({ process: id }) => id));
    for (const word of canary.words) {
      const preset = { name: word, says: word, group: word, files: [] };
      await granted('POST', '/presets', { ...preset, pipelines: { naive: { params: { label: word } } } });
      await granted('POST', '/presets', { ...preset, pipelines: { [word]: { params: { [word]: word } } } });
      await granted('POST', '/presets/import', { name: word, config: { sn: word, [word]: word }, files: word });
      const steps = [{ pipeline: 'naive', params: { label: word }, flags: { one: true } }];
      await granted('POST', '/chains', { steps: [{ pipeline: word, params: { [word]: word } }] });
      const where = { target: 'any', name: word };
      await granted('POST', '/rules', {
        name: word,
        enabled: false,
        on: word,
        where: {},
        steps,
        preset: null,
        priority: 0,
      });
      await granted('POST', '/rules', {
        ...{ name: word, enabled: false, on: 'product-added', where, steps, preset: null, priority: 0 },
      });
      await granted('POST', '/data-product-groups', { name: word, add: [word] });
      await granted('POST', '/data-product-groups', { name: word, add: [frame.id] });
    }
  }, 300_000);

  it('in the header of a frame pass the real tools', async () => {
    for (const pipeline of ['inspect', 'header-report', 'checksum-audit', 'fits-to-png', 'thumbnail', 'photometry'])
      await run({ pipeline, inputs: [frame.id] });
    await run({ pipeline: 'timelapse', inputs: [frame.id, frame.id], params: { format: 'mp4' } });
    await run({ pipeline: 'naive', inputs: [frame.id] });
  }, 300_000);

  it('have by the end of every process touched nothing', async () => {
    expect(running.length).toBeGreaterThan(15);
    for (const id of running) {
      const { pipeline, state, failureMessage, result } = await ended(id);
      expect([pipeline, state, failureMessage]).toEqual([
        ...[pipeline, expect.stringMatching(/^(SUCCEEDED|FAILED)$/)],
        // a fault would be ours, a failure has words for the user
        ...[state === 'FAILED' ? expect.not.stringMatching(/^\w+Error\b|failed otherwise/) : null],
      ]);
      if (pipeline !== 'naive') continue;
      expect([state, result]).toEqual(['SUCCEEDED', expect.objectContaining({ refused: expect.any(Number) })]);
    }
    expect(canary.touched).toEqual({ files: [], connections: 0 });
  }, 300_000);
});
