import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AlertAsked, HeartbeatTelemetry, ListRequests, ListTargets } from '@nightjar/contracts';
import { createHash } from 'node:crypto';
import { openClient, type Client } from '../client.fixture.js';

/** The gateway in this process; catalogue and scheduler as the processes they are. */
describe('tom_education: the observe API', () => {
  let client: Client;
  let target: string;
  const overrides = { filters: { R: { exposureS: 90 } } };
  const order = (more: object = {}) => ({
    ...{ target, template_name: 'tempo', facility: 'mount', email: 'ada@example.org' },
    ...more,
  });

  /** As a page does that nobody signed in to. */
  const observe = async (body: unknown): Promise<Response> => {
    const { url } = await client.fetch('/livez');
    return fetch(url.replace('/livez', '/observe/'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  };

  beforeAll(async () => {
    client = await openClient();
    const { night } = client;
    const ready = ['catalog', 'scheduler'].map(
      (name) =>
        new Promise<void>((done) => {
          night.bus.hear(HeartbeatTelemetry, async (beat) => {
            if (beat.name === name && beat.state === 'READY') done();
          });
        }),
    );
    await Promise.all(['catalog', 'scheduler'].map((app) => night.spawn(app)));
    await Promise.all(ready);
    const [, made] = await client.post('/targets', { name: 'my target', raDeg: 200, decDeg: 30 });
    target = ListTargets.gives.shape.results.element.shape.id.parse((made as { id: unknown }).id);
  }, 240_000);
  afterAll(() => client?.close());

  it('has templates that an operator saves and is led to; nobody else may', async () => {
    const template = {
      ...{ name: 'tempo', target, facility: 'mount', open: true },
      fields: { filters: { V: { count: 2, exposureS: 30 }, R: { count: 1, exposureS: 60 } } },
    };
    const response = await client.fetch('/request-templates', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(template),
    });
    const { id } = (await response.json()) as { id: string };
    expect([response.status, response.headers.get('location')]).toEqual([201, `/api/request-templates/${id}`]);
    expect(await client.post('/request-templates', template)).toMatchObject([
      409,
      { code: 'name_taken', detail: 'Template name "tempo" already in use' },
    ]);
    await client.night.sql(
      `insert into gateway.session (token_sha256, actor, expires_at) values (?, 'visitor', now() + interval '1 hour')`,
      [createHash('sha256').update('visiting').digest('hex')],
    );
    const visit = await client.fetch('/request-templates', {
      method: 'POST',
      headers: { authorization: '', cookie: 'nightjar_session=visiting', 'content-type': 'application/json' },
      body: JSON.stringify({ ...template, name: 'mine' }),
    });
    expect([visit.status, await visit.json()]).toMatchObject([403, { code: 'not_allowed' }]);
  });

  it('answers 201 with what was sent, and makes a request and a wish to be told', async () => {
    const body = order({ overrides });
    const response = await observe(body);
    expect([response.status, await response.json()]).toEqual([201, body]);
    const asked = await client.night.until(AlertAsked);
    expect(asked).toMatchObject({ email: 'ada@example.org', targetName: 'my target' });
    const [request] = (await client.night.ask(ListRequests, { id: asked.request })).results;
    expect(request?.configurations).toEqual([
      { filter: 'V', exposureS: 30, count: 2 },
      { filter: 'R', exposureS: 90, count: 1 },
    ]);
  });

  it('says what was not found, and what is wrong with each field', async () => {
    const nobody = target.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const answers = [
      order({ target: nobody }),
      order({ facility: 'TemplateFake' }),
      order({ template_name: 'none' }),
      order({ overrides: { filters: { V: { count: 'many' } } } }),
    ].map(async (body) => {
      const response = await observe(body);
      return [response.status, await response.json()];
    });
    expect(await Promise.all(answers)).toEqual([
      [404, { detail: 'Target not found.' }],
      [404, { detail: 'Facility not found.' }],
      [404, { detail: "Template 'none' not found for target 'my target' and facility 'mount'" }],
      [400, { 'filters.V.count': ['Enter a whole number.'] }],
    ]);
  });

  it('lets a client in six times a minute, and says when to come back', async () => {
    const sixth = await observe({});
    expect([sixth.status, Object.keys((await sixth.json()) as object)]).toEqual([
      400,
      ['target', 'template_name', 'facility', 'email'],
    ]);
    const seventh = await observe(order());
    const waitS = Number(seventh.headers.get('retry-after'));
    expect(seventh.status).toBe(429);
    expect(waitS).toBeGreaterThan(0);
    expect(waitS).toBeLessThanOrEqual(60);
    expect(await seventh.json()).toEqual({ detail: `Request was throttled. Expected available in ${waitS} seconds.` });
  });

  it('shows a signed-in person the form of a template and of a moving target', async () => {
    const [, { results }] = (await client.get('/request-templates?facility=mount')) as [
      number,
      { results: { id: string }[] },
    ];
    const [status, form] = await client.get(`/request-templates/${results[0]?.id}/form`);
    expect([status, form]).toMatchObject([200, { name: expect.stringMatching(/^tempo-\d{4}-\d\d-\d\d-\d{6}$/) }]);
    expect(await client.get('/target-forms/non-sidereal?scheme=MPC_COMET')).toMatchObject([
      200,
      { fields: expect.arrayContaining(['perihdist', 'epoch_of_perihelion']) },
    ]);
  });
});
