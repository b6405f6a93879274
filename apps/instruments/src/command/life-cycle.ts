import { isFinal, type CommandState } from '@nightjar/contracts';

/**
 * Where a command may go from where it is. SENT is the point of no return: after it the honest answer to a broken wire is
 * UNKNOWN, from which only reading the device leads out.
 */
const NEXT: Readonly<Record<CommandState, readonly CommandState[]>> = {
  RECEIVED: ['REJECTED', 'SENT', 'FAILED', 'UNKNOWN'],
  SENT: ['ACCEPTED', 'REJECTED', 'DONE', 'FAILED', 'ABORTED', 'TIMEOUT', 'UNKNOWN'],
  ACCEPTED: ['RUNNING', 'DONE', 'FAILED', 'ABORTED', 'TIMEOUT', 'UNKNOWN'],
  RUNNING: ['DONE', 'FAILED', 'ABORTED', 'TIMEOUT', 'UNKNOWN'],
  UNKNOWN: ['RUNNING', 'DONE', 'FAILED', 'ABORTED', 'TIMEOUT'],
  REJECTED: [],
  DONE: [],
  FAILED: [],
  ABORTED: [],
  TIMEOUT: [],
};

export const mayBecome = (from: CommandState, to: CommandState): boolean => NEXT[from].includes(to);

/** Whether the device may be acting on it: neither over nor still to be sent. */
export const isOut = (state: CommandState): boolean => state !== 'RECEIVED' && !isFinal(state);
