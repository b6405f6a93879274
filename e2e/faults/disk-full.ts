import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { untilAllHeard } from './agents.js';
import { Unavailable, type Fault, type Setting, type Trial } from './fault.js';
import { READY_WITHIN_S, TOLD_WITHIN_S } from './patience.js';

const HELD_MS = [3000, 8000] as const;

export const jetstreamDiskFull: Fault = {
  name: 'jetstream-disk-full',
  says: 'the disk of JetStream’s store full to the last byte (a small tmpfs), then free again',
  doses: { short: 1, full: 10 },
  setting: (home) => onSmallDisks(home, { nats: 64 }),
  run: (trial) => fillUp(trial, 'nats'),
};

export const postgresDiskFull: Fault = {
  name: 'postgres-disk-full',
  says: 'the disk of PostgreSQL full to the last byte (a small tmpfs), then free again',
  doses: { short: 1, full: 10 },
  setting: (home) => onSmallDisks(home, { postgres: 400 }),
  run: (trial) => fillUp(trial, 'postgres'),
};

/** Folders of the home as file systems of their own, so many MiB large. @throws Unavailable where that is not allowed */
async function onSmallDisks(home: string, sizes: Readonly<{ [folder: string]: number }>): Promise<Setting> {
  const mounted: string[] = [];
  const unmount = (): void => {
    for (const folder of mounted) spawnSync('umount', ['-l', folder]);
  };
  for (const [name, mebibytes] of Object.entries(sizes)) {
    const folder = join(home, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const options = `size=${mebibytes}m,mode=0700`;
    const done = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' });
    if (done.status !== 0) {
      unmount();
      throw new Unavailable(`no tmpfs can be mounted here (root is needed): ${done.stderr?.trim()}`);
    }
    mounted.push(folder);
  }
  return {
    options: {},
    [Symbol.asyncDispose]: () => Promise.resolve(unmount()),
  };
}

async function fillUp(trial: Trial, folder: string): Promise<void> {
  const { observatory, watch, chance } = trial;
  const disk = join(observatory.home, folder);
  const ballast = join(disk, 'ballast');
  for (let round = 0; round < trial.rounds; round++) {
    await pause(chance.between(500, 2500));
    const at = performance.now();
    try {
      fill(ballast);
      const told = await watch.tells(new RegExp(`free under ${disk}`), at, TOLD_WITHIN_S);
      trial.told(told);
      trial.news(`round ${round + 1}: the disk of ${folder} is full, readiness says so after ${told.toFixed(1)} s`);
      const until = performance.now() + chance.between(...HELD_MS);
      while (performance.now() < until) {
        fill(ballast); // what others gave back meanwhile
        await pause(200);
      }
    } finally {
      if (existsSync(ballast)) rmSync(ballast);
    }
    const seconds = await untilAllHeard(observatory, performance.now(), READY_WITHIN_S);
    trial.recovered(seconds);
    trial.news(`ready ${seconds.toFixed(1)} s after there was room again`);
  }
  trial.checked(`tmpfs over ${folder}, filled to the last byte ${trial.rounds} times; recovered by itself`);
}

/** Writes until nothing more fits. */
function fill(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 4)) writeUntilFull(file, Buffer.alloc(size, 0x2e));
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, block: Buffer): void {
  try {
    for (;;) writeSync(file, block);
  } catch (fault) {
    if (!String(fault).includes('ENOSPC')) throw fault;
  }
}
