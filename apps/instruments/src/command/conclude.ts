import type { CommandState } from '@nightjar/contracts';
import type { Values } from '@nightjar/grammar';

/** What reading a device says about a command whose answer was lost. */
export type Conclusion =
  | { readonly state: 'RUNNING'; readonly because: string; readonly leftS: number }
  | { readonly state: Extract<CommandState, 'DONE' | 'FAILED' | 'ABORTED'>; readonly because: string };

/**
 * Concludes a command from the device's status. A command is never sent again: what the device does not know did not
 * happen, or was lost with its power.
 * @param sameBoot whether the device still is in the boot in which the command was sent; undefined when that was not kept
 */
export function conclude(id: string, status: Values, sameBoot: boolean | undefined): Conclusion {
  if (status['JOB'] === id) {
    return { state: 'RUNNING', because: 'the device is still at it', leftS: Number(status['JOB_LEFT'] ?? 0) };
  }
  if (status['LAST'] === id) {
    const outcome = status['LAST_OUTCOME'];
    if (outcome === 'DONE') return { state: 'DONE', because: 'the device had finished it' };
    if (outcome === 'CANCELLED') return { state: 'ABORTED', because: 'the device had stopped it' };
    return { state: 'FAILED', because: 'the device had failed at it' };
  }
  if (sameBoot === false) return { state: 'FAILED', because: 'the device has lost its power since (209)' };
  return { state: 'FAILED', because: 'the device does not know it: it never arrived, or ended unseen' };
}
