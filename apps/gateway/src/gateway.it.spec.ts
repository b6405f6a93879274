import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EmergencyStop,
  GetRawNotice,
  ListInstruments,
  ListNotices,
  ListProducts,
  ListTargets,
  Refusal,
  Replan,
  SafetyChanged,
} from '@nightjar/contracts';
import { ProductStore, type RunningService } from '@nightjar/service-kit';
import { freePort, startNight, type Night } from '@nightjar/testkit';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gateway } from './gateway.definition.js';

describe('the gateway', () => {
  let night: Night;
  let service: RunningService;
  let url: string;
  let token: string;
  let replans = 0;

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers }, redirect: 'manual' });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    const port = await freePort();
    night = await startNight({
      environment: { NIGHTJAR_HTTP_PORT: String(port), NIGHTJAR_EXPECTED_AGENTS: 'gateway' },
    });
    service = await night.start(gateway);
    url = `http://127.0.0.1:${port}`;
    token = (await readFile(join(night.home, 'admin-token'), 'utf8')).trim();
    // Faithful peers: they answer by the contracts on the real bus.
    night.bus.serve(ListNotices, async () => ListNotices.gives.parse(ListNotices.example.gives));
    night.bus.serve(ListTargets, async ({ cone }) =>
      ListTargets.gives.parse(
        cone ? ListTargets.example.gives : { results: [], next: null, count: { value: 0, exact: true } },
      ),
    );
    night.bus.serve(ListInstruments, async () => {
      throw new Refusal('interlock', 'the dome is closed');
    });
    night.bus.serve(Replan, async () => {
      replans += 1;
      return Replan.gives.parse(Replan.example.gives);
    });
    night.bus.serve(GetRawNotice, async () => ({
      base64: Buffer.from([0, 255, 10, 13]).toString('base64'),
      mediaType: 'application/xml',
      sha256: 'b'.repeat(64),
    }));
    await night.bus.broker.roundTrip();
  });
  afterAll(() => night[Symbol.asyncDispose]());

  it('has entities that say what its tables are', async () => {
    expect(await service.database?.drift()).toEqual([]);
  });

  it('keeps the administrator’s token readable by its owner alone', async () => {
    expect((await stat(join(night.home, 'admin-token'))).mode & 0o777).toBe(0o600);
  });

  it('lets nobody in without a token, and says in a problem document how to come in', async () => {
    const response = await fetch(`${url}/api/notices`);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({
      code: 'unauthorised',
      status: 401,
      detail: expect.stringContaining('admin-token'),
    });
    expect((await fetch(`${url}/api/notices`, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  it('lists as the contract gives', async () => {
    const response = await get('/api/notices?limit=5');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(ListNotices.example.gives);
  });

  it('turns a cone into degrees and refuses what is none', async () => {
    expect(await (await get('/api/targets?cone=217.9,36.3,0.1')).json()).toMatchObject({ count: { value: 1 } });
    expect(await (await get('/api/targets?cone=217.9,96.3,0.1')).json()).toMatchObject({ code: 'invalid' });
    expect((await get('/api/targets?cone=1,2')).status).toBe(400);
  });

  it('hears of an unknown parameter', async () => {
    const response = await get('/api/targets?kone=1');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('kone') });
  });

  it('answers 404 for what is not there and for a path that does not exist', async () => {
    expect(await (await get('/api/targets/tgt_0118c4a2-6d10-7000-8000-0000000000a1')).json()).toMatchObject({
      code: 'not_found',
      status: 404,
    });
    expect((await get('/api/nothing')).status).toBe(404);
  });

  it('hands on a refusal by its code as a conflict with the state of the observatory', async () => {
    const response = await get('/api/instruments');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'interlock', detail: 'the dome is closed' });
  });

  it('answers 503 when the service that would know is away', async () => {
    expect(await (await get('/api/requests')).json()).toMatchObject({ code: 'unavailable', status: 503 });
  });

  it('returns the bytes of a notice as they were sent', async () => {
    const response = await get('/api/notices/ntc_0118c4a2-6d10-7000-8000-0000000000a1/raw');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255, 10, 13]));
  });

  it('serves the file of a data product, once', async () => {
    const { sha256, size } = await new ProductStore(night.home).put(Buffer.from('a picture'));
    const [sample] = ListProducts.example.gives.results;
    night.bus.serve(ListProducts, async () =>
      ListProducts.gives.parse({
        ...ListProducts.example.gives,
        results: [{ ...sample, sha256, size, mediaType: 'image/png' }],
      }),
    );
    await night.bus.broker.roundTrip();
    const path = `/api/data-products/${sample?.id}/file`;
    const response = await get(path);
    expect(await response.text()).toBe('a picture');
    expect((await get(path, { 'if-none-match': response.headers.get('etag') ?? '' })).status).toBe(304);
  });

  it('carries out a POST once for each Idempotency-Key', async () => {
    const before = replans;
    const key = { 'idempotency-key': 'abc' };
    const first = await post('/api/plan/replan', { because: 'x' }, key);
    const second = await post('/api/plan/replan', { because: 'x' }, key);
    expect([first.status, second.status, replans - before]).toEqual([202, 202, 1]);
    expect(await second.json()).toEqual(await first.json());
    expect((await post('/api/plan/replan', { because: 'other' }, key)).status).toBe(409);
  });

  it('carries out a POST whose first gateway died, once its claim is old', async () => {
    const leave = (key: string, ageS: number): Promise<object[]> | undefined =>
      service.database?.rows(
        `insert into gateway.idempotency (key, route, body_sha256, claimed_by, claimed_at)
         values (?, '/api/plan/replan', ?, 'another boot', clock_timestamp() - make_interval(secs => ${ageS}))`,
        [key, createHash('sha256').update('{"because":"x"}').digest('hex')],
      );
    await leave('left just now', 1);
    await leave('left long ago', 60);
    const before = replans;
    const fresh = await post('/api/plan/replan', { because: 'x' }, { 'idempotency-key': 'left just now' });
    const old = await post('/api/plan/replan', { because: 'x' }, { 'idempotency-key': 'left long ago' });
    expect([fresh.status, old.status, replans - before]).toEqual([409, 202, 1]);
  });

  it('refuses broken JSON with a reason', async () => {
    const response = await fetch(`${url}/api/plan/replan`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"because":',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid' });
  });

  it('opens a session by a link that works once', async () => {
    const link = (await readFile(join(night.home, 'run', 'sign-in-link'), 'utf8')).trim();
    const response = await fetch(link, { redirect: 'manual' });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(cookie).toMatch(/HttpOnly.*SameSite=Strict/i);
    const session = { cookie: cookie.split(';')[0] ?? '' };
    expect((await fetch(`${url}/api/notices`, { headers: session })).status).toBe(200);
    const foreign = { ...session, origin: 'http://elsewhere.example', 'content-type': 'application/json' };
    expect((await fetch(`${url}/api/plan/replan`, { method: 'POST', headers: foreign, body: '{}' })).status).toBe(403);
    const again = await fetch(link, { redirect: 'manual' });
    expect([again.headers.get('location'), again.headers.get('set-cookie')]).toEqual(['/?sign-in=used', null]);
  });

  it('stops everything in an emergency also while the database is away', async () => {
    const link = (await (await post('/api/session/link', {})).json()) as { url: string };
    const cookie = (await fetch(link.url, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(`${url}/api/session`, { headers: { cookie } })).status).toBe(200);
    night.bus.serve(EmergencyStop, async () => EmergencyStop.gives.parse(EmergencyStop.example.gives));
    await night.sql('alter schema gateway rename to away');
    try {
      const stop = await fetch(`${url}/api/emergency-stop`, {
        method: 'POST',
        headers: { cookie, origin: url, 'content-type': 'application/json', 'idempotency-key': 'stop' },
        body: '{}',
      });
      expect([stop.status, await stop.json()]).toEqual([200, EmergencyStop.example.gives]);
    } finally {
      await night.sql('alter schema away rename to gateway');
    }
  });

  it('is ready when the agents it expects are', async () => {
    for (let i = 0; i < 60 && (await fetch(`${url}/api/readyz`)).status !== 200; i++)
      await new Promise((done) => setTimeout(done, 100));
    expect(await (await fetch(`${url}/api/readyz`)).json()).toEqual({ ready: true, because: [] });
    expect(await (await get('/api/status')).json()).toMatchObject({
      ready: true,
      clock: { mode: 'played', rate: 1 },
      site: { name: 'san-pedro-martir' },
      agents: [{ name: 'gateway', state: 'READY' }],
      servers: [
        { name: 'NATS', ok: true },
        { name: 'PostgreSQL', ok: true },
      ],
    });
  });

  it('streams events and resumes after the last one seen', async () => {
    const tell = (because: string): Promise<void> =>
      night.publish(SafetyChanged, { safe: true, because, at: '2008-03-19T06:20:00.000Z' });
    await tell('one');
    await tell('two');
    const all = await readUntil(await get('/api/events?types=evt.instrument', { 'last-event-id': '0' }), 'two');
    const firstId = /id: (\d+)/.exec(all)?.[1] ?? '';
    expect(all).toContain('event: evt.instrument.safety.changed');
    const rest = await readUntil(await get('/api/events?types=evt.instrument', { 'last-event-id': firstId }), 'two');
    expect(rest).not.toContain('"one"');
  });

  it('streams telemetry, which has no id', async () => {
    const text = await readUntil(await get('/api/events?types=tlm.agent.heartbeat'), '"name":"gateway"');
    expect(text).toContain('event: tlm.agent.heartbeat');
    expect(text).not.toContain('id: 1');
  });

  it('documents itself as OpenAPI 3.1', async () => {
    const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, unknown>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/notices', '/targets/{id}/light-curve', '/events']),
    );
  });
});

/** Reads a stream until it has said `word`, then lets it go. */
async function readUntil(response: Response, word: string): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) throw new Error('no body');
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes(word)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}
