// The clock of the site as the supervisor shows it: real, or played from a moment at a rate.

/** @typedef {{ startsAt: number, rate: number, anchor: number }} Played times in ms since 1970; `anchor` is wall clock */

/**
 * @param {string | undefined} text `2017-12-20T01:30:00Z@60`; unset means real time
 * @param {number} anchor the wall-clock moment, ms, at which the played clock shows its start
 * @returns {Played | undefined}
 */
export function parseClock(text, anchor) {
  if (!text) return undefined;
  const [, moment = '', rate = '1'] = /^([^@]+?)(?:@([\d.]+))?$/.exec(text) ?? [];
  const startsAt = Date.parse(moment);
  if (Number.isNaN(startsAt) || !(Number(rate) > 0))
    throw new Error(`NIGHTJAR_CLOCK=${text} is no clock: write a moment and a rate, as 2017-12-20T01:30:00Z@60`);
  return { startsAt, rate: Number(rate), anchor };
}

/** @param {Played | undefined} clock @param {number} wall ms @returns {Date} */
export const shown = (clock, wall) => new Date(clock ? clock.startsAt + (wall - clock.anchor) * clock.rate : wall);
