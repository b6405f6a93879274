// Asking the gateway whether everything is ready.
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 200;
const ANSWER_WITHIN_MS = 3000;
const COMPLAIN_EVERY_MS = 15_000;

/** @param {string} url @returns {Promise<{ ready: boolean, says: string }>} */
async function ask(url) {
  try {
    const response = await fetch(`${url}/api/readyz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const says = await response.text();
    return { ready: response.status === 200, says: `${response.status} ${says.slice(0, 300)}` };
  } catch {
    return { ready: false, says: 'the gateway does not answer yet' };
  }
}

/**
 * Waits, for as long as it takes, and says now and then what it is waiting for.
 * @param {string} url of the console
 * @param {{ signal: AbortSignal, news: import('./keeper.mjs').News }} options
 * @returns {Promise<boolean>} false when it was called off
 */
export async function untilReady(url, { signal, news }) {
  let complainAt = Date.now() + COMPLAIN_EVERY_MS;
  while (!signal.aborted) {
    const { ready, says } = await ask(url);
    if (ready) return true;
    if (Date.now() > complainAt) {
      news(`not ready yet: ${says}`, 'warn');
      complainAt = Date.now() + COMPLAIN_EVERY_MS;
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return false;
}
