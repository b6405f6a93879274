import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { eventually } from '../night/observatory.js';
import { ROOT } from '../night/root.js';
import { agentsOf } from './agents.js';
import type { Fault, Setting, Trial } from './fault.js';
import { READY_WITHIN_S } from './patience.js';

const HOUR_MS = 3_600_000;
const LULL_MS = [4000, 8000] as const;

/** The clock of this machine is not ours to set: a module loaded before every service steps what Node calls the time. */
export const clockStep: Fault = {
  name: 'clock-step',
  says: 'the clock of every service set an hour on, back, and an hour back again',
  doses: { short: 2, full: 12 },
  setting: (home) => withSteps(home),
  run: stepUpAndDown,
};

const stepFile = (home: string): string => join(home, 'clock-step-ms');

function withSteps(home: string): Promise<Setting> {
  writeFileSync(stepFile(home), '0');
  const module = pathToFileURL(join(ROOT, 'e2e', 'faults', 'stepped-clock.mjs')).href;
  return Promise.resolve({
    options: {
      // Slower than other nights: what the sky does in an hour on the wall must fit into one.
      clock: '2008-03-19T06:00:00Z@2',
      environment: { NODE_OPTIONS: `--import ${module}`, NIGHTJAR_FAULT_CLOCK_STEP: stepFile(home) },
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

async function stepUpAndDown(trial: Trial): Promise<void> {
  const { observatory, chance, watch } = trial;
  const boots = await bootsOf(trial);
  for (let round = 0; round < trial.rounds; round++) {
    for (const hours of round % 2 === 0 ? [1, 0] : [-1, 0]) {
      await pause(chance.between(...LULL_MS));
      const at = performance.now();
      writeFileSync(stepFile(observatory.home), String(hours * HOUR_MS));
      await eventually('the services live in the other hour', 10_000, async () => {
        const { clock } = await observatory.get<{ clock: { now: string } }>('/api/status');
        return (
          Math.abs(Date.parse(clock.now) - Date.parse('2008-03-19T06:00:00Z') - hours * 2 * HOUR_MS) < HOUR_MS ||
          undefined
        );
      });
      await pause(3000);
      const seconds = await watch.ready(performance.now(), READY_WITHIN_S);
      trial.recovered((performance.now() - at) / 1000 - 3);
      trial.news(`stepped to ${hours} h; ready ${seconds.toFixed(1)} s later`);
    }
  }
  const after = await bootsOf(trial);
  const changed = [...boots].filter(([name, boot]) => after.get(name) !== boot).map(([name]) => name);
  if (changed.length > 0) throw new Error(`a step of the clock ended ${changed.join(', ')}`);
  trial.checked('Date of every service stepped by a preloaded module; no agent ended, no lease changed hands');
}

const bootsOf = async ({ observatory }: Trial): Promise<Map<string, string>> =>
  new Map((await agentsOf(observatory)).map(({ name, bootId }) => [name, bootId]));
