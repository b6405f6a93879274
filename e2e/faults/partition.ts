import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../night/root.js';
import { untilAllHeard } from './agents.js';
import type { Fault, Setting, Trial } from './fault.js';
import { READY_WITHIN_S, TOLD_WITHIN_S } from './patience.js';

/** The service that is cut off: every alert and every frame passes through it. */
const SERVICE = 'catalog';
const CUTS = [
  { cut: { nats: true, postgres: false }, cause: /^catalog is (LOST|DEGRADED: .*NATS)/ },
  { cut: { nats: false, postgres: true }, cause: /^catalog is DEGRADED: .*PostgreSQL/ },
  { cut: { nats: true, postgres: true }, cause: /^catalog is LOST/ },
] as const;
const HEALED = { nats: false, postgres: false };

/** Packets go to nobody: in a namespace of its own where that can be made, else in a forwarder that forwards nothing. */
const canMakeNamespaces = (): boolean => {
  const made = spawnSync('ip', ['netns', 'add', 'nightjar-trial']).status === 0;
  if (made) spawnSync('ip', ['netns', 'del', 'nightjar-trial']);
  return made;
};

const partitionBy = (name: string, says: string, doses: Fault['doses'], way: () => 'namespace' | 'proxy'): Fault => ({
  ...{ name, says, doses },
  setting: (home) => withLine(home, way()),
  run: (trial) => cutAndHeal(trial, way()),
});

export const partition = partitionBy(
  'partition',
  'a service cut from NATS, from PostgreSQL, from both, without a connection being closed',
  { short: 3, full: 15 },
  () => (canMakeNamespaces() ? 'namespace' : 'proxy'),
);

/** Beside the other where that one has a namespace: the connections live on, and what was held back arrives late. */
export const halfOpen = partitionBy(
  'half-open',
  'the same by a forwarder that holds back what it should forward, and forwards it later',
  { short: 3, full: 15 },
  () => 'proxy',
);

const controlFile = (home: string): string => join(home, 'cut-off.json');

function withLine(home: string, way: string): Promise<Setting> {
  writeFileSync(controlFile(home), JSON.stringify(HEALED));
  const script = join(ROOT, 'e2e', 'faults', 'cut-off.mjs');
  const within = [process.execPath, script, controlFile(home), way, '--'].join(' ');
  return Promise.resolve({
    options: { environment: { NIGHTJAR_WITHIN_CATALOG: within } },
    [Symbol.asyncDispose]: () => Promise.resolve(removeNamespaces(home)),
  });
}

function removeNamespaces(home: string): void {
  const list = `${controlFile(home)}.spaces`;
  const spaces = existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean) : [];
  for (const space of spaces) spawnSync('ip', ['netns', 'del', space]);
}

async function cutAndHeal(trial: Trial, way: string): Promise<void> {
  const { observatory, chance, watch } = trial;
  for (let round = 0; round < trial.rounds; round++) {
    const { cut, cause } = CUTS[round % CUTS.length] ?? CUTS[0];
    await pause(chance.between(500, 3000));
    const at = performance.now();
    writeFileSync(controlFile(observatory.home), JSON.stringify(cut));
    const told = await watch.tells(cause, at, TOLD_WITHIN_S);
    trial.told(told);
    trial.news(`${SERVICE} cut off: ${JSON.stringify(cut)}; readiness says so after ${told.toFixed(1)} s`);
    await pause(chance.between(1000, 8000));
    writeFileSync(controlFile(observatory.home), JSON.stringify(HEALED));
    const seconds = await untilAllHeard(observatory, performance.now(), READY_WITHIN_S);
    trial.recovered(seconds);
    trial.news(`ready ${seconds.toFixed(1)} s after it was whole again`);
  }
  trial.checked(
    `${SERVICE} cut off ${trial.rounds} times by ${way === 'namespace' ? 'a network namespace' : 'a forwarder'}`,
  );
}
