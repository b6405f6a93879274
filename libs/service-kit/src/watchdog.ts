import { Worker } from 'node:worker_threads';

/** Room for the name of what runs, in bytes. */
const NAME_BYTES = 256;

/** What the thread beside the main one looks at. */
export interface Watched {
  /** One number that grows while the event loop turns. */
  readonly turns: Int32Array<SharedArrayBuffer>;
  /** What the main thread took in hand last, as UTF-8 ended by a zero. */
  readonly name: Uint8Array<SharedArrayBuffer>;
  readonly service: string;
  readonly limitS: number;
}

const TURN_MS = 500;
const encoder = new TextEncoder();
let watched: Watched | undefined;

/**
 * Ends this process by SIGKILL when its event loop has not turned for so long: what holds it cannot be stopped from
 * within, and meanwhile nothing is answered, no lease renewed, no sign of life given. A supervisor starts it again.
 */
export function startWatchdog(service: string, limitS: number): void {
  if (limitS <= 0 || watched) return;
  const mine: Watched = {
    turns: new Int32Array(new SharedArrayBuffer(4)),
    name: new Uint8Array(new SharedArrayBuffer(NAME_BYTES)),
    service,
    limitS,
  };
  watched = mine;
  setInterval(() => Atomics.add(mine.turns, 0, 1), TURN_MS).unref();
  // Small, and with none of the process's own options, whatever it was started with.
  const options = { workerData: mine, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 16 } };
  new Worker(new URL('./watchdog-thread.js', import.meta.url), options).unref();
}

/** Notes what is taken in hand, so that the last words of a process name what held it. */
export function inHand(name: string): void {
  if (!watched) return;
  const { written } = encoder.encodeInto(name, watched.name.subarray(0, NAME_BYTES - 1));
  watched.name[written] = 0;
}
