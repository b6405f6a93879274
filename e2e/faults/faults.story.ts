import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { halfOpen } from './partition.js';
import { faults } from './registry.js';
import { shown, Stage } from './trial.js';

const SEED = 20_080_319;
/** The other way of partition; both need the same service in a place of its own. */
const some = faults.filter((fault) => fault !== halfOpen);

/** The shorter doses, one after the other, in one observatory as it is and in one on small disks, with a line that can be cut. */
describe.each([
  ['as it is', some.filter(({ setting }) => !setting)],
  ['in a place that can be hurt', some.filter(({ setting }) => setting)],
])('an observatory under load, %s', (_, chosen) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(chosen);
  }, 400_000);
  afterAll(() => stage?.[Symbol.asyncDispose](), 60_000);

  it.each(chosen)(
    'loses nothing, doubles nothing and tidies up after $name',
    async (fault) => {
      const missing = stage.unavailable.get(fault.name);
      if (missing) return console.warn(`${fault.name} is left out: ${missing}`);
      const { report, findings } = await stage.play(fault, { rounds: fault.doses.short, seed: SEED });
      console.log(JSON.stringify(report));
      expect(shown(findings)).toBe('');
      expect(report.accepted).toBeGreaterThan(0);
    },
    400_000,
  );

  it('leaves no process behind', async () => {
    expect(await stage.close()).toEqual([]);
  }, 60_000);
});
