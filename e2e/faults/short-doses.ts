import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from './fault.js';
import { shown, Stage } from './trial.js';

const SEED = 20_080_319;

/** The shorter doses of some faults, one after the other, in one observatory. */
export const shortDoses = (where: string, chosen: readonly Fault[]): void =>
  describe(`an observatory under load, ${where}`, () => {
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
