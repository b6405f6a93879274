import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeletePreset,
  ListPresets,
  ListRules,
  newId,
  SavePreset,
  SaveRule,
  type Preset,
  type Rule,
} from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { pipeline } from './pipeline.module.js';

const patient = { timeoutMs: 30_000 };
const PEOPLE = ['ada', 'bea', 'cem', 'dan', 'eva', 'fay', 'gus', 'hal'];

describe('of people who save at once', () => {
  let night: Night;
  let preset: Preset;
  let rule: Rule;

  beforeAll(async () => {
    night = await startNight();
    await night.start(pipeline);
    const said = { name: 'crowded', says: '', group: null, pipelines: {}, files: [] };
    preset = await night.ask(SavePreset, said, { ...patient, actor: 'ada' });
    rule = (await night.ask(ListRules, {}, patient)).results[0] as Rule;
  }, 120_000);
  afterAll(() => night?.[Symbol.asyncDispose]());

  const presetNow = async () => (await night.ask(ListPresets, { id: preset.id }, patient)).results[0];
  const ruleNow = async () => (await night.ask(ListRules, { id: rule.id }, patient)).results[0];
  const fulfilled = <T>(all: readonly PromiseSettledResult<T>[]): T[] =>
    all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refusals = (all: readonly PromiseSettledResult<unknown>[]): unknown[] =>
    all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));

  it('exactly one has his change of a preset; the others are told whose it is, and what to do', async () => {
    const saves = PEOPLE.map((actor) =>
      night.ask(SavePreset, { ...preset, says: `as ${actor} wants it` }, { ...patient, actor }),
    );
    const all = await Promise.allSettled(saves);
    const [won, ...more] = fulfilled(all);
    expect(more).toEqual([]);
    expect(won).toMatchObject({ revision: 2, says: `as ${won?.changedBy} wants it` });
    expect(await presetNow()).toEqual(won);
    const { changedBy, changedAt } = won as Preset;
    const says = `The preset crowded was changed by ${changedBy} at ${changedAt}: it is at revision 2, and this is a change of revision 1. Nothing was saved; read it as it is now, and change that.`;
    const detail = { preset: 'crowded', revision: 2, changedBy, changedAt };
    expect(refusals(all)).toEqual(
      PEOPLE.slice(1).map(() => expect.objectContaining({ code: 'conflict', message: says, detail })),
    );
  });

  it('exactly one has his change of a rule, also of one that nobody had changed before', async () => {
    expect(rule).toMatchObject({ revision: 1, changedAt: null, changedBy: null });
    const saves = PEOPLE.map((actor, priority) => night.ask(SaveRule, { ...rule, priority }, { ...patient, actor }));
    const all = await Promise.allSettled(saves);
    const [won, ...more] = fulfilled(all);
    expect(more).toEqual([]);
    expect(won).toMatchObject({ revision: 2, changedBy: PEOPLE[won?.priority ?? -1] });
    expect(await ruleNow()).toEqual(won);
    expect(refusals(all)).toEqual(
      PEOPLE.slice(1).map(() => expect.objectContaining({ code: 'conflict', detail: expect.anything() })),
    );
  });

  it('each has his change who changes what the one before has made, or says no revision', async () => {
    const read = (await presetNow()) as Preset;
    const next = await night.ask(SavePreset, { ...read, says: 'read again' }, { ...patient, actor: 'ivy' });
    expect(next).toMatchObject({ revision: 3, changedBy: 'ivy' });
    const { revision: _, ...whatever } = read;
    const scripts = PEOPLE.map((actor) => night.ask(SavePreset, { ...whatever, says: actor }, { ...patient, actor }));
    const revisions = (await Promise.all(scripts)).map(({ revision }) => revision);
    expect(revisions.toSorted((a, b) => a - b)).toEqual(PEOPLE.map((_, i) => 4 + i));
  });

  it('exactly one has a name that others want too', async () => {
    const { id: _, ...said } = { ...preset, revision: undefined };
    const own = await Promise.all(PEOPLE.map((name) => night.ask(SavePreset, { ...said, name }, patient)));
    const all = await Promise.allSettled(
      own.map((one) => night.ask(SavePreset, { ...one, name: 'the best' }, patient)),
    );
    expect(fulfilled(all)).toMatchObject([{ name: 'the best', revision: 2 }]);
    expect(refusals(all)).toEqual(PEOPLE.slice(1).map(() => expect.objectContaining({ code: 'name_taken' })));
    const fresh = PEOPLE.map(() => night.ask(SavePreset, { ...said, name: 'as good' }, patient));
    expect(fulfilled(await Promise.allSettled(fresh))).toMatchObject([{ name: 'as good', revision: 1 }]);
  });

  it('one deletes a preset, or another has a rule that uses it; never both, and never neither', async () => {
    const said = { name: '', says: '', group: null, pipelines: {}, files: [] };
    for (let i = 0; i < 8; i++) {
      const { id } = await night.ask(SavePreset, { ...said, name: `wanted ${i}` }, patient);
      const uses = { ...rule, id: undefined, revision: undefined, name: `uses ${i}`, preset: id };
      const all = await Promise.allSettled([
        night.ask(DeletePreset, { id }, patient),
        night.ask(SaveRule, uses, patient),
      ]);
      const [deletion, use] = all.map(({ status }) => status);
      expect([deletion, use].toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(refusals(all)).toEqual([
        expect.objectContaining({ code: deletion === 'fulfilled' ? 'not_found' : 'in_use' }),
      ]);
    }
  });

  it('nobody changes what is not there', async () => {
    const gone = { ...preset, id: newId('pre') };
    await expect(night.ask(SavePreset, gone, patient)).rejects.toMatchObject({ code: 'not_found' });
  });
});
