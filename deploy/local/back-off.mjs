// How long to wait before starting again what has ended.

/** @typedef {{ firstMs: number, longestMs: number, steadyMs: number }} BackOff `steadyMs`: up this long means it was well again */

/** @type {BackOff} */
export const BACK_OFF = { firstMs: 500, longestMs: 30_000, steadyMs: 30_000 };

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
