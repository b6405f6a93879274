import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListDeadLetters, ListQueues, newId, QUEUES } from '@nightjar/contracts';
import { openClient, type Answer, type Client } from './client.fixture.js';
import { Workshop } from './workshop.fixture.js';

/** The services that declare queues and do not run in this night. */
const AWAY = [...new Set(QUEUES.map(({ service }) => service))].sort();
const BY = 'administrator';

describe('what an operator sees and does through the gateway', () => {
  let client: Client;
  let smith: Workshop;
  let tailor: Workshop;

  const get = (path: string): Promise<Answer> => client.get(path);
  const post = (path: string, body?: unknown): Promise<Answer> => client.post(path, body);

  beforeAll(async () => {
    client = await openClient();
    const { night } = client;
    const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
    smith = new Workshop(night.bus, 'smith', [at(1), at(3), at(5)]);
    tailor = new Workshop(night.bus, 'tailor', [at(2), at(4)]);
    for (;;) {
      const [, { results }] = (await get('/agents')) as readonly [number, { results: { name: string }[] }];
      if (['smith', 'tailor', 'gateway'].every((name) => results.some((agent) => agent.name === name))) break;
      smith.beat();
      tailor.beat();
      await new Promise((done) => setTimeout(done, 50));
    }
  });
  afterAll(() => client.close());

  describe('of queues', () => {
    it('lists those of every owner, and those of a silent one as they are declared, with nothing made up', async () => {
      const [status, answer] = await get('/queues');
      expect(status).toBe(200);
      const row = (name: string) => (answer as { results: { name: string }[] }).results.find((q) => q.name === name);
      expect(row(smith.queue)).toMatchObject({ service: 'smith', depth: 0, unknownBecause: null });
      for (const { name, service, timeLimitS } of QUEUES) {
        const known = { service, timeLimitS, depth: null, running: null };
        expect(row(name)).toMatchObject({ ...known, unknownBecause: expect.stringMatching(/nobody answers/) });
      }
      expect(answer).toMatchObject({ missing: AWAY.map((service) => ({ service })) });
    });

    it('knows one, and names those there are when it is unknown', async () => {
      expect(await get(`/queues/${tailor.queue}`)).toEqual([200, expect.objectContaining({ name: tailor.queue })]);
      const [status, problem] = await get('/queues/nowhere');
      expect([status, problem]).toEqual([
        404,
        expect.objectContaining({ code: 'not_found', detail: expect.stringContaining(smith.queue) }),
      ]);
    });

    it('pauses, resumes and drains in the name of the one who asks', async () => {
      expect(await post(`/queues/${smith.queue}/pause`, { because: 'clouds' })).toMatchObject([
        200,
        { paused: `paused by ${BY}: clouds` },
      ]);
      expect(await post(`/queues/${smith.queue}/pause`)).toMatchObject([400, { code: 'invalid' }]);
      expect(await post(`/queues/${smith.queue}/resume`)).toMatchObject([200, { paused: null }]);
      smith.add('WAITING');
      expect(await post(`/queues/${smith.queue}/drain`)).toMatchObject([200, { revoked: 1, queue: { depth: 0 } }]);
    });

    it('lists the jobs of one by state', async () => {
      const running = tailor.add('RUNNING');
      expect(await get(`/queues/${tailor.queue}/jobs?state=RUNNING`)).toMatchObject([
        200,
        { results: [{ id: running.id }], next: null, count: { value: 1, exact: true } },
      ]);
    });
  });

  describe('of jobs', () => {
    it('finds a job wherever it is kept', async () => {
      const job = tailor.add('WAITING');
      expect(await get(`/jobs/${job.id}`)).toMatchObject([200, { id: job.id, queue: tailor.queue }]);
    });

    it('does not say that there is none while one who may have it is silent', async () => {
      const [status, problem] = await get(`/jobs/${newId('job')}`);
      expect([status, problem]).toEqual([
        503,
        expect.objectContaining({ detail: expect.stringContaining(AWAY[0] ?? '') }),
      ]);
    });

    it('revokes one that waits, and refuses one that runs until told to stop it', async () => {
      const waits = smith.add('WAITING');
      const runs = smith.add('RUNNING');
      expect(await post(`/jobs/${waits.id}/revoke`, { because: 'clouds' })).toMatchObject([
        200,
        { outcome: 'REVOKED_WAITING', job: { because: `revoked by ${BY}: clouds` } },
      ]);
      expect(await post(`/jobs/${runs.id}/revoke`)).toMatchObject([409, { code: 'running' }]);
      expect(await post(`/jobs/${runs.id}/revoke`, { terminate: true })).toMatchObject([
        200,
        { outcome: 'TERMINATED' },
      ]);
      expect(await post(`/jobs/${runs.id}/retry`)).toMatchObject([200, { state: 'WAITING' }]);
    });

    it('moves one', async () => {
      const job = smith.add('WAITING');
      expect(await post(`/jobs/${job.id}/move`, { to: 'front' })).toMatchObject([200, { position: 1 }]);
      expect(await post(`/jobs/${job.id}/move`, { to: { after: newId('job') } })).toMatchObject([200, { position: 2 }]);
      expect(await post(`/jobs/${job.id}/move`, { to: 'nowhere' })).toMatchObject([400, { code: 'invalid' }]);
    });
  });

  describe('of dead letters', () => {
    type Page = { results: { id: string }[]; next: string | null; count: object; missing: object[] };
    const ids = (page: unknown): string[] => (page as Page).results.map(({ id }) => id);

    it('lists those of all services, newest first, a page at a time', async () => {
      const [, first] = await get('/dead-letters?limit=2');
      expect(ids(first)).toEqual(['smith.3', 'tailor.2']);
      const [, second] = await get(`/dead-letters?limit=2&cursor=${(first as Page).next ?? ''}`);
      expect(ids(second)).toEqual(['smith.2', 'tailor.1']);
      const [, third] = await get(`/dead-letters?limit=2&cursor=${(second as Page).next ?? ''}`);
      expect([ids(third), (third as Page).next]).toEqual([['smith.1'], null]);
    });

    it('counts nobody’s silence as none: a service away may keep some, one that lives and says it has none does not', async () => {
      const [, page] = await get('/dead-letters');
      expect(page).toMatchObject({ count: { value: 5, exact: false }, missing: AWAY.map((service) => ({ service })) });
    });

    it('filters by service, and names the services when it is unknown', async () => {
      expect(await get('/dead-letters?service=tailor')).toMatchObject([
        200,
        { results: [{ id: 'tailor.2' }, { id: 'tailor.1' }], count: { value: 2, exact: true }, missing: [] },
      ]);
      expect(await get('/dead-letters?service=cook')).toMatchObject([
        404,
        { detail: expect.stringContaining('tailor') },
      ]);
      expect((await get('/dead-letters?cursor=7'))[0]).toBe(400);
    });

    it('are an alarm while there are any', async () => {
      const [, { alarms }] = (await get('/status')) as readonly [number, { alarms: { name: string; since: string }[] }];
      expect(alarms.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['dead-letters.smith', 'dead-letters.tailor']),
      );
    });

    it('does nothing to all of them unless told so', async () => {
      expect(await post('/dead-letters/discard', { because: 'x' })).toMatchObject([400, { code: 'invalid' }]);
      expect(await post('/dead-letters/retry')).toMatchObject([400, { code: 'invalid' }]);
      expect([smith.asked, tailor.asked]).toEqual([[], []]);
    });

    it('retries one, and several of several services, each with the service that keeps it', async () => {
      expect(await post('/dead-letters/smith.3/retry')).toMatchObject([200, { count: 1 }]);
      expect(await post('/dead-letters/retry', { ids: ['smith.2', 'tailor.2', 'smith.1'] })).toMatchObject([
        200,
        { count: 3, services: expect.arrayContaining([{ service: 'smith', count: 2, because: null }]) },
      ]);
      expect(tailor.asked).toEqual([{ what: 'retry', by: BY, ask: ['tailor.2'] }]);
    });

    it('refuses to discard without a reason, and says so of a letter that is not there', async () => {
      expect((await post('/dead-letters/tailor.1/discard'))[0]).toBe(400);
      expect(await post('/dead-letters/tailor.9/discard', { because: 'x' })).toMatchObject([
        404,
        { code: 'not_found' },
      ]);
      expect(await post('/dead-letters/discard', { service: 'tailor', because: 'tests' })).toMatchObject([
        200,
        { count: 1 },
      ]);
    });
  });

  describe('of agents and the bus', () => {
    it('asks an agent for its status, and names the agents when it is unknown', async () => {
      expect(await get('/agents/smith/status')).toMatchObject([200, { name: 'smith', serves: expect.any(Array) }]);
      expect(await get('/agents/cook/status')).toMatchObject([404, { detail: expect.stringContaining('smith') }]);
    });

    it('lets every agent reconcile and tells what each did, or why not', async () => {
      const [status, answer] = await post('/bus/reconcile');
      const { results, missing } = answer as { results: { agent: string }[]; missing: { agent: string }[] };
      expect(status).toBe(200);
      expect(results).toEqual(
        expect.arrayContaining([{ agent: 'tailor', events: 3, jobs: tailor.jobs.size, consumers: 1 }]),
      );
      expect([...results, ...missing].map(({ agent }) => agent).sort()).toEqual(['gateway', 'smith', 'tailor']);
    });

    it('replays to the service whose consumer it is', async () => {
      const range = { consumer: 'smith-evt-alert-notice-received', aggregate: 'ntc_1' };
      expect(await post('/events/replay', range)).toMatchObject([200, { handled: 3 }]);
      expect(smith.asked.at(-1)).toEqual({ what: 'replay', by: BY, ask: { ...range, again: false } });
      expect(await post('/events/replay', { consumer: 'cook-evt' })).toMatchObject([404, { code: 'not_found' }]);
    });
  });

  describe('of a service that hangs', () => {
    it('hears the others within seconds', async () => {
      for (const contract of [ListQueues, ListDeadLetters]) {
        client.night.bus.serve(contract, () => new Promise<never>(() => undefined), AWAY[0]);
      }
      await client.night.bus.broker.roundTrip();
      const [queues, letters] = await Promise.all([get('/queues'), get('/dead-letters')]);
      for (const [status, answer] of [queues, letters]) {
        expect([status, answer]).toMatchObject([
          200,
          {
            missing: expect.arrayContaining([
              { service: AWAY[0], because: expect.stringContaining('was not answered within 2 s') },
            ]),
          },
        ]);
      }
      expect((queues[1] as { results: object[] }).results).toContainEqual(
        expect.objectContaining({ name: smith.queue }),
      );
    });
  });
});
