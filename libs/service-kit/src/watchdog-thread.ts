import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { Watched } from './watchdog.js';

/*
 * Runs beside the main thread and shares nothing with it but what it watches. It counts its own looks, not the time:
 * a machine that slept wakes both threads, and the main one must not be blamed for the sleep.
 */

const LOOK_MS = 500;
const STDOUT = 1;

const { turns, name, service, limitS } = workerData as Watched;
let seen = -1;
let still = 0;

setInterval(() => {
  const now = Atomics.load(turns, 0);
  still = now === seen ? still + 1 : 0;
  seen = now;
  if ((still * LOOK_MS) / 1000 < limitS) return;
  const end = name.indexOf(0);
  const what = new TextDecoder().decode(name.slice(0, end < 0 ? undefined : end)) || 'nothing of the bus';
  const msg = `the event loop has stood still for ${limitS} s and the process is ended; last in hand: ${what}`;
  writeSync(STDOUT, `${JSON.stringify({ level: 'error', time: new Date().toISOString(), service, msg })}\n`);
  process.kill(process.pid, 'SIGKILL');
}, LOOK_MS);
