import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AlertAsked,
  DeleteTemplate,
  FillTemplate,
  ListRequests,
  ListTargets,
  ListTemplates,
  newId,
  Observe,
  RequestChanged,
  SaveTemplate,
  type RequestTemplate,
  type Target,
} from '@nightjar/contracts';
import { PlayedClock, readSite } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import { scheduler } from './scheduler.module.js';

/** A machine that is busy answers late. */
const patient = { timeoutMs: 20_000 };
const operator = { actor: 'administrator', ...patient };
const fields = { filters: { V: { count: 2, exposureS: 30 }, R: { count: 1, exposureS: 60 } }, priority: 7 };

describe('tom_education: observation templates', () => {
  let night: Night;
  const target: Target = {
    ...{ id: newId('tgt'), name: 'my target', aliases: [], extras: {}, raDeg: 200, decDeg: 30, errorDeg: null },
    ...{ epoch: null, createdAt: '2019-01-01T00:00:00.000Z', traceId: null },
  };
  const place = { target: target.id, facility: 'mount' };
  const save = (name: string, more: object = {}): Promise<RequestTemplate> =>
    night.ask(SaveTemplate, { name, ...place, fields, open: true, ...more }, operator);
  const observe = (template: string, more: object = {}) => night.ask(Observe, { template, ...place, ...more }, patient);

  beforeAll(async () => {
    const site = readSite('san-pedro-martir');
    const dobsons = site.telescopes.map((telescope) => ({ ...telescope, name: 'dobson' }));
    night = await startNight({
      services: [scheduler],
      site: { ...site, telescopes: [...site.telescopes, ...dobsons] },
      clock: new PlayedClock(new Date('2019-01-02T03:04:05.000Z'), 0.001),
      environment: { NIGHTJAR_ALERT_ADDRESSES_PER_DAY: '2', NIGHTJAR_OPEN_REQUESTS: '3' },
    });
    night.bus.serve(ListTargets, async ({ id }) => {
      const results = id === target.id ? [{ ...target, separationArcsec: null }] : [];
      return { results, next: null, count: { value: results.length, exact: true } };
    });
    await night.bus.broker.roundTrip();
  }, 240_000);
  afterAll(() => night?.[Symbol.asyncDispose]());

  it('keep the fields of the form as they were checked, for one target and telescope', async () => {
    const template = await save('mytemplate');
    expect(template).toMatchObject({ name: 'mytemplate', ...place, fields: { instrument: 'north', ...fields } });
    const listed = async (filter: object) => (await night.ask(ListTemplates, filter)).results.map(({ id }) => id);
    expect(await listed(place)).toEqual([template.id]);
    expect(await listed({ ...place, facility: 'dobson' })).toEqual([]);
    expect(await listed({ ...place, target: newId('tgt') })).toEqual([]);
  });

  it('have names of their own: a second of one name is refused and no row is made', async () => {
    await expect(save('mytemplate')).rejects.toMatchObject({
      code: 'name_taken',
      message: 'Template name "mytemplate" already in use',
    });
    expect((await night.ask(ListTemplates, { name: 'mytemplate' })).results).toHaveLength(1);
    const other = await save('another');
    await expect(save('mytemplate', { id: other.id })).rejects.toMatchObject({ code: 'name_taken' });
    expect(await save('third', { id: other.id, fields: { filters: { V: { count: 9, exposureS: 1 } } } })).toMatchObject(
      {
        id: other.id,
        name: 'third',
      },
    );
  });

  it('are made by operators alone, and only for a telescope that supports them', async () => {
    const visitor = { actor: 'visitor', ...patient };
    await expect(night.ask(SaveTemplate, { name: 'x', ...place, fields }, visitor)).rejects.toMatchObject({
      code: 'not_allowed',
      message: 'visitor is no operator; NIGHTJAR_OPERATORS names administrator',
    });
    await expect(save('x', { facility: 'dobson' })).rejects.toMatchObject({ code: 'not_supported' });
    const mayCreate = async (actor: string, facility: string) =>
      (await night.ask(ListTemplates, { facility }, { actor })).mayCreate.ok;
    expect([
      await mayCreate('administrator', 'mount'),
      await mayCreate('visitor', 'mount'),
      await mayCreate('administrator', 'dobson'),
    ]).toEqual([true, false, false]);
    expect((await night.ask(ListTemplates, { name: 'x' })).results).toEqual([]);
  });

  it('are refused with what is wrong with each field', async () => {
    await expect(save('x', { fields: { filters: { V: { count: 2 } } } })).rejects.toMatchObject({
      code: 'invalid',
      detail: { fields: { __all__: ["Exposure time missing for filter 'V'"] } },
    });
  });

  it('are shown with a name of this second and dates as YYYY-MM-DD', async () => {
    const { id } = await save('dated', { fields: { ...fields, start: '2019-01-03', end: '2019-01-05T06:07:08Z' } });
    expect(await night.ask(FillTemplate, { id })).toMatchObject({
      name: 'dated-2019-01-02-030405',
      fields: { start: '2019-01-03', end: '2019-01-05' },
      instruments: { north: ['V', 'R', 'C'] },
    });
  });

  it('make a request of their fields with some replaced, and tell of who wants to know', async () => {
    const overrides = { filters: { R: { exposureS: 90 } }, priority: 8 };
    const request = await observe('mytemplate', { overrides, email: 'ada@example.org' });
    expect(request).toMatchObject({
      ...{ name: 'mytemplate-2019-01-02-030405', target: target.id, raDeg: 200, camera: 'north', priority: 8 },
      configurations: [
        { filter: 'V', exposureS: 30, count: 2 },
        { filter: 'R', exposureS: 90, count: 1 },
      ],
      windows: [
        { startAt: expect.stringMatching(/^2019-01-02T03:04:05/), endAt: expect.stringMatching(/^2019-01-09/) },
      ],
    });
    const asked = await night.until(AlertAsked);
    expect(asked).toMatchObject({ request: request.id, targetName: 'my target', email: 'ada@example.org' });
    await night.until(RequestChanged, ({ id }) => id === request.id);
    const [kept] = (await night.ask(ListRequests, { id: request.id })).results;
    expect(kept).toMatchObject({ name: request.name, template: request.template });
    expect(JSON.stringify(kept)).not.toContain('ada@');
  });

  it('need no overrides and no address', async () => {
    const { configurations, priority } = await observe('mytemplate');
    expect([configurations.length, priority]).toEqual([2, 7]);
  });

  it('are missed in three sentences', async () => {
    const nobody = newId('tgt');
    await expect(observe('mytemplate', { target: nobody })).rejects.toMatchObject({ message: 'Target not found.' });
    await expect(observe('mytemplate', { target: '7' })).rejects.toMatchObject({ message: 'Target not found.' });
    await expect(observe('mytemplate', { facility: 'none' })).rejects.toMatchObject({ message: 'Facility not found.' });
    await expect(observe('tempo', { facility: 'dobson' })).rejects.toMatchObject({
      code: 'not_found',
      message: "Template 'tempo' not found for target 'my target' and facility 'dobson'",
    });
  });

  it('refuse overrides that the form refuses, and what the site cannot do', async () => {
    await expect(observe('mytemplate', { overrides: { filters: { V: { count: 'x' } } } })).rejects.toMatchObject({
      detail: { fields: { 'filters.V.count': ['Enter a whole number.'] } },
    });
    await expect(observe('mytemplate', { overrides: { end: '2019-01-01' } })).rejects.toMatchObject({
      detail: { fields: { __all__: ['The window is over: it ends at 2019-01-01T00:00 UTC.'] } },
    });
  });

  it('that are not open are as if they were not there for whoever did not sign in', async () => {
    await save('closed', { open: false });
    await expect(observe('closed', { openOnly: true })).rejects.toMatchObject({ code: 'not_found' });
    expect(await observe('closed')).toMatchObject({ state: 'PENDING' });
  });

  it('give strangers no more weight than the template has, and no more time than the site gives', async () => {
    const overrides = { priority: 8, filters: { V: { count: 100, exposureS: 60 } } };
    await expect(observe('mytemplate', { overrides, openOnly: true })).rejects.toMatchObject({
      detail: {
        fields: {
          __all__: [
            'The priority of this template is 7, and no more.',
            '6060 s of exposure are too much: 3600 s may be asked for here.',
          ],
        },
      },
    });
  });

  it('have so many addresses written to within a day, and let strangers wait in no longer line', async () => {
    await observe('mytemplate', { email: 'bob@example.org' });
    await expect(observe('mytemplate', { email: 'eve@example.org' })).rejects.toMatchObject({
      code: 'too_many_addresses',
    });
    await expect(observe('mytemplate', { email: 'ada@example.org', openOnly: true })).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    await observe('mytemplate', { email: 'ada@example.org' });
  });

  it('are deleted by operators; their requests stay', async () => {
    const [template] = (await night.ask(ListTemplates, { name: 'mytemplate' })).results;
    const id = template?.id ?? '';
    await expect(night.ask(DeleteTemplate, { id }, { actor: 'visitor', ...patient })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await night.ask(DeleteTemplate, { id }, operator);
    await expect(night.ask(FillTemplate, { id })).rejects.toMatchObject({ code: 'not_found' });
    const kept = await night.sql(`select 1 from schedule.request where template = ?`, [id]);
    expect(kept.length).toBeGreaterThan(3);
  });
});
