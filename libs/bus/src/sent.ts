import type { Refusal } from '@nightjar/contracts';
import type { Run } from './run.js';

/**
 * What came of a message that was sent.
 * - `done`: carried out; `gives` is the answer.
 * - `started`: begun; the run can be watched to its end.
 * - `accepted`: a job waits for its turn in its queue.
 * - `refused`: a no the sender can act on. Only `outcome_unknown` leaves open whether it was executed.
 * - `timed_out`: `unreachable`, nobody serves it: certainly not executed. `not_received`, nobody has said that he took
 *   it: not executed unless that word was lost. `unfinished`, taken and not answered: perhaps executed. `out_of_date`,
 *   it came too late: certainly not executed.
 */
export type Sent<Gives> =
  | { readonly outcome: 'done'; readonly gives: Gives }
  | { readonly outcome: 'started'; readonly run: Run; readonly gives: Gives }
  | { readonly outcome: 'accepted'; readonly job: string; readonly gives: Gives }
  | Refused
  | TimedOut;

export interface Refused {
  readonly outcome: 'refused';
  readonly code: string;
  readonly says: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface TimedOut {
  readonly outcome: 'timed_out';
  readonly which: 'unreachable' | 'not_received' | 'unfinished' | 'out_of_date';
  readonly says: string;
}

/** What a time-out is about. */
interface Matter {
  readonly agent: string;
  readonly subject: string;
  readonly deadline: Date;
  /** Whether it may safely be sent again. */
  readonly keyed: boolean;
}

const timedOut = (which: TimedOut['which'], says: string): TimedOut => ({ outcome: 'timed_out', which, says });

export const refused = ({ code, message, detail }: Refusal): Refused => ({
  outcome: 'refused',
  code,
  says: message,
  detail,
});

export const unreachable = (says: string): TimedOut => timedOut('unreachable', says);

export const outOfDate = (says: string): TimedOut => timedOut('out_of_date', says);

export const notReceived = ({ agent, subject, deadline }: Matter): TimedOut =>
  timedOut(
    'not_received',
    `${agent} has not taken ${subject} by ${deadline.toISOString()}; should it still come to it, it is not executed`,
  );

export const unfinished = (
  { agent, subject, deadline, keyed }: Matter,
  says = `${agent} has taken ${subject} and not answered by ${deadline.toISOString()}: perhaps it was executed`,
): TimedOut =>
  timedOut(
    'unfinished',
    `${says}; ${keyed ? 'send it again under the same key to hear what came of it' : 'look before you send it again'}`,
  );
