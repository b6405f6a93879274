import { setTimeout as pause } from 'node:timers/promises';
import type { Findings } from './compare.js';

const BETWEEN_MS = 1000;

/**
 * Looks again and again until nothing is wrong, or what is wrong has not become less for so long: what comes late is not
 * lost, and a consumer that has fallen behind needs its time.
 */
export async function settledFindings<Look extends { readonly findings: Findings }>(
  look: () => Promise<Look>,
  patienceMs: number,
): Promise<Look> {
  let [fewest, since] = [Number.POSITIVE_INFINITY, performance.now()];
  for (;;) {
    const seen = await look();
    const wrong = Object.values(seen.findings).flat().length;
    if (wrong < fewest) [fewest, since] = [wrong, performance.now()];
    if (wrong === 0 || performance.now() - since > patienceMs) return seen;
    await pause(BETWEEN_MS);
  }
}
