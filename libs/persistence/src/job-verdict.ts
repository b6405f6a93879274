import { Refusal, type JobState } from '@nightjar/contracts';

/** How an attempt of a job ended when it did not end well. */
export type Ending =
  | { readonly how: 'threw'; readonly because: string; readonly hopeless: boolean }
  | { readonly how: 'out of time'; readonly limitS: number }
  | { readonly how: 'runner died' }
  | { readonly how: 'runner stopped' }
  /** PostgreSQL, the bus or another service was away: that says nothing about the job. */
  | { readonly how: 'outage'; readonly because: string }
  | { readonly how: 'revoked' };

/** What is known of the attempt. */
export interface AttemptSoFar {
  /** 1 is the first. */
  readonly attempt: number;
  readonly attempts: number;
  readonly backOffS: readonly number[];
  /** Why it was revoked; null when it was not. */
  readonly revoked: string | null;
}

/** What becomes of the job. */
export interface Verdict {
  readonly state: 'WAITING' | 'FAILED' | 'LOST' | 'CANCELLED';
  readonly because: string;
  /** Attempts that count as begun from now on. */
  readonly attempt: number;
  /** Seconds before it may start again. */
  readonly restS: number;
  /** Whether it becomes a dead letter: a person should look. */
  readonly letter: boolean;
}

/** Rest after an outage: long enough not to hammer, short enough to go on when it is over. */
const OUTAGE_REST_S = 2;

/**
 * Revoked goes before all else; what is not the job's own fault does not use up an attempt. A job whose runner died goes
 * on at once: most runners die of something else, and how often a job may kill its runner its attempts say.
 */
export function judgeEnding(ending: Ending, so: AttemptSoFar): Verdict {
  const attempt = Math.max(0, so.attempt - 1);
  const back = { state: 'WAITING', attempt, letter: false } as const;
  if (so.revoked !== null || ending.how === 'revoked')
    return { state: 'CANCELLED', because: so.revoked ?? 'revoked', attempt: so.attempt, restS: 0, letter: false };
  if (ending.how === 'runner stopped') return { ...back, because: 'its runner stopped; waits for another', restS: 0 };
  if (ending.how === 'outage')
    return { ...back, because: `${ending.because}; tried again when that is over`, restS: OUTAGE_REST_S };
  const tried = `attempt ${so.attempt} of ${so.attempts} ${says(ending)}`;
  const hopeless = ending.how === 'threw' && ending.hopeless;
  if (hopeless || so.attempt >= so.attempts) {
    const state = ending.how === 'runner died' ? 'LOST' : 'FAILED';
    return { state, because: tried, attempt: so.attempt, restS: 0, letter: true };
  }
  const restS = ending.how === 'runner died' ? 0 : (so.backOffS[Math.min(so.attempt, so.backOffS.length) - 1] ?? 0);
  return { state: 'WAITING', because: `${tried}; tried again`, attempt: so.attempt, restS, letter: false };
}

function says(ending: Extract<Ending, { how: 'threw' | 'out of time' | 'runner died' }>): string {
  switch (ending.how) {
    case 'threw':
      return `failed: ${ending.because}`;
    case 'out of time':
      return `took longer than ${ending.limitS} s`;
    case 'runner died':
      return 'failed: its runner died';
  }
}

/** What a revocation does to a job in a state. */
export type RevokeVerdict = 'cancel' | 'stop' | 'wait' | 'too late';

/** @throws Refusal `running` for a running job that is not to be stopped */
export function judgeRevoke(state: JobState, terminate: boolean): RevokeVerdict {
  switch (state) {
    case 'WAITING':
      return 'cancel';
    case 'LEASED':
    case 'RUNNING':
      if (terminate) return 'stop';
      throw new Refusal('running', 'the job runs; say terminate to have it stopped', { state });
    case 'CANCELLING':
      return 'wait';
    case 'SUCCEEDED':
    case 'FAILED':
    case 'CANCELLED':
    case 'LOST':
      return 'too late';
  }
}
