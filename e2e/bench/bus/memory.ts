import { setTimeout as pause } from 'node:timers/promises';
import { slope } from './figures.js';
import { Echo, Happened, NoOp, Seen } from './messages.js';
import type { Place } from './place.js';

const PER_SECOND = 100;
const BETWEEN_LOOKS_MS = 5000;
/** Node's heap grows to its working size first; what counts is what comes after. */
const WARM_UP_SHARE = 0.3;

export interface Memory {
  readonly minutes: number;
  /** Of each kind: events, asks; and half as many jobs. */
  readonly perSecond: number;
  /** Held after a full collection: at the end of the warm-up, and last. */
  readonly firstHeapMiB: number;
  readonly lastHeapMiB: number;
  /** Of a straight line through the heap as it was seen after the warm-up. */
  readonly heapMiBPerHour: number;
  /** What the kernel counts; it also moves with the rest of the machine. */
  readonly firstRssMiB: number;
  readonly lastRssMiB: number;
}

/** Memory of the worker while events, jobs and asks keep coming. */
export async function memory(place: Place, minutes: number): Promise<Memory> {
  const { bus, producer, worker, relay } = place;
  const relays = [relay(producer), relay(worker)];
  for (const each of relays) each.start();
  const looks: { hours: number; heapMiB: number; rssMiB: number }[] = [];
  const start = performance.now();
  const end = start + minutes * 60_000;
  for (let n = 0, nextLook = start; performance.now() < end; n += PER_SECOND / 10) {
    const since = performance.now();
    const some = Array.from({ length: PER_SECOND / 10 }, (_, i) => ({ n: n + i, text: 'load' }));
    await producer.transaction(async (tx) => {
      for (const one of some) await tx.emit(Happened, one);
    });
    await worker.transaction(async (tx) => {
      for (const one of some.slice(0, PER_SECOND / 20)) await tx.enqueue(NoOp, one);
    });
    await Promise.all(some.map((one) => bus.ask(Echo, one)));
    if (performance.now() >= nextLook) {
      nextLook += BETWEEN_LOOKS_MS;
      const { heapMiB } = await bus.ask(Seen, { collect: true });
      looks.push({ hours: (performance.now() - start) / 3_600_000, heapMiB, rssMiB: place.workerRssMiB() });
    }
    await pause(Math.max(0, 100 - (performance.now() - since)));
  }
  for (const each of relays) await each.stop();
  const counted = looks.slice(Math.floor(looks.length * WARM_UP_SHARE));
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    minutes,
    perSecond: PER_SECOND,
    firstHeapMiB: round(counted[0]?.heapMiB ?? Number.NaN),
    lastHeapMiB: round(counted.at(-1)?.heapMiB ?? Number.NaN),
    heapMiBPerHour: round(slope(counted.map(({ hours, heapMiB }) => [hours, heapMiB]))),
    firstRssMiB: round(counted[0]?.rssMiB ?? Number.NaN),
    lastRssMiB: round(counted.at(-1)?.rssMiB ?? Number.NaN),
  };
}
