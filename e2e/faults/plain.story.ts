import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faults } from './registry.js';
import { shown, Stage } from './trial.js';

const SEED = 20_080_319;

/** The faults that need no place of their own, one after the other in one night; each with its shorter dose. */
describe('an observatory under load that is hurt', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  }, 180_000);
  afterAll(() => stage?.[Symbol.asyncDispose](), 60_000);

  it.each(faults.filter(({ setting }) => !setting))(
    'loses nothing, doubles nothing and tidies up after $name',
    async (fault) => {
      const { report, findings } = await stage.play(fault, { rounds: fault.doses.short, seed: SEED });
      console.log(JSON.stringify(report));
      expect(shown(findings)).toBe('');
      expect(report.accepted).toBeGreaterThan(0);
    },
    300_000,
  );

  it('leaves no process behind', async () => {
    expect(await stage.close()).toEqual([]);
  }, 60_000);
});
