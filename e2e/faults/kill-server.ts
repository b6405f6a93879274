import { setTimeout as pause } from 'node:timers/promises';
import { eventually, type Observatory } from '../night/observatory.js';
import { untilAllHeard } from './agents.js';
import type { Fault, Trial } from './fault.js';
import { READY_WITHIN_S, TOLD_WITHIN_S } from './patience.js';
import { descendantsOf } from './process-table.js';

const LONGEST_LULL_MS = 2000;
const CAUSE: Readonly<{ [server: string]: RegExp }> = { nats: /NATS/, postgres: /PostgreSQL/ };

/** Fast, immediate, and none at all. */
const WAYS_TO_STOP_POSTGRES = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const;

export const killNats: Fault = {
  name: 'kill-nats',
  says: 'SIGKILL to the NATS server',
  doses: { short: 2, full: 50 },
  run: (trial) => killServer(trial, 'nats', ['SIGKILL']),
};

export const killPostgres: Fault = {
  name: 'kill-postgres',
  says: 'the PostgreSQL server ended fast, immediately, and by SIGKILL, in turn',
  doses: { short: 3, full: 20 },
  run: (trial) => killServer(trial, 'postgres', WAYS_TO_STOP_POSTGRES),
};

/** The server's end at a moment of chance, the first time after it has hung; it is over when every agent has been heard again and is ready. */
async function killServer(trial: Trial, server: string, ways: readonly NodeJS.Signals[]): Promise<void> {
  const { observatory, chance } = trial;
  for (let round = 0; round < trial.rounds; round++) {
    await pause(chance.between(200, LONGEST_LULL_MS));
    const signal = ways[round % ways.length] ?? 'SIGKILL';
    const before = await observatory.pidOf(server);
    if (round === 0) await hang(trial, before, CAUSE[server] ?? /./);
    const at = performance.now();
    process.kill(before, signal);
    await untilAnother(observatory, server, before);
    const back = (performance.now() - at) / 1000;
    const seconds = back + (await untilAllHeard(observatory, performance.now(), READY_WITHIN_S));
    trial.recovered(seconds);
    trial.news(`round ${round + 1}: all ready ${seconds.toFixed(1)} s after ${signal} to ${server}`);
  }
  trial.checked(`${server} ended ${trial.rounds} times by ${ways.join(', ')}; every agent heard and ready again`);
}

/** A server that hangs, with all its processes, closes no connection: readiness must say so all the same. */
async function hang({ watch, told }: Trial, pid: number, cause: RegExp): Promise<void> {
  const family = await descendantsOf(pid);
  const at = performance.now();
  for (const each of family) process.kill(each, 'SIGSTOP');
  try {
    told(await watch.tells(cause, at, TOLD_WITHIN_S));
  } finally {
    for (const each of family) process.kill(each, 'SIGCONT');
  }
}

/** Waits until the server runs as another process. */
export async function untilAnother(observatory: Observatory, server: string, before: number): Promise<void> {
  await eventually(`${server} runs again`, READY_WITHIN_S * 1000, async () => {
    const pid = await observatory.pidOf(server);
    return (pid !== before && isAlive(pid)) || undefined;
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
