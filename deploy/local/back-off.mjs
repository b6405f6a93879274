// How long to wait before starting again what has ended.

/** @typedef {{ firstMs: number, longestMs: number, steadyMs: number }} BackOff `steadyMs`: up this long means it was well again */

/**
 * Short enough that a service killed again and again is ready within ten seconds each time, long enough that one that
 * cannot start leaves the machine to the others.
 * @type {BackOff}
 */
export const BACK_OFF = { firstMs: 500, longestMs: 4_000, steadyMs: 10_000 };

/**
 * @param {number | undefined} previousMs the wait before the run that has just ended; undefined after the first run
 * @param {number} upMs how long that run lasted
 * @param {BackOff} [limits]
 * @returns {number} the wait before the next, ms
 */
export function nextWait(previousMs, upMs, { firstMs, longestMs, steadyMs } = BACK_OFF) {
  if (previousMs === undefined || upMs >= steadyMs) return firstMs;
  return Math.min(previousMs * 2, longestMs);
}
