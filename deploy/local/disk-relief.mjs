// Tells when a disk that was full has room again.
import { statfsSync } from 'node:fs';

const LOOK_MS = 500;
/** A write may fail before the last byte is taken. */
const FULL_BYTES = 2 * 2 ** 20;
/** There is room again only well above that: whoever was in want writes at once. */
const ROOM_BYTES = 8 * 2 ** 20;

/**
 * @param {number} free bytes @param {boolean} wasFull
 * @returns {{ full: boolean, relieved: boolean }}
 */
export function judgeDisk(free, wasFull) {
  if (free < FULL_BYTES) return { full: true, relieved: false };
  const relieved = wasFull && free >= ROOM_BYTES;
  return { full: wasFull && !relieved, relieved };
}

/** @param {string} folder @param {AbortSignal} ending @param {() => void} act */
export function onRelief(folder, ending, act) {
  let full = false;
  const timer = setInterval(() => {
    try {
      const { bavail, bsize } = statfsSync(folder);
      const judged = judgeDisk(bavail * bsize, full);
      ({ full } = judged);
      if (judged.relieved) act();
    } catch {
      // the folder is just being made
    }
  }, LOOK_MS).unref();
  ending.addEventListener('abort', () => clearInterval(timer), { once: true });
}
