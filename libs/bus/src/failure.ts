import { Refusal } from '@nightjar/contracts';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 15_000;
/** A try that ran into its time limit has blocked the rest for long: it counts as so many failed ones. */
const HANG_COUNTS = 3;

/** To be buried without another try: what is known of the message says that none would help. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
}

/** A handler took longer than it may. Its work may still go on; the inbox key keeps a late effect from doubling. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';

  constructor(readonly limitMs: number) {
    super(`not handled within ${limitMs / 1000} s`);
  }
}

export interface Tries {
  /** Tries so far that count, before this one. */
  readonly failures: number;
  /** Tries so far in place, before this one. */
  readonly tries: number;
  /** Failures before a message is buried. */
  readonly attempts: number;
}

export type FailureVerdict =
  | { readonly kind: 'again'; readonly failures: number; readonly afterMs: number }
  | { readonly kind: 'bury'; readonly failures: number; readonly because: string };

/** What is done about a message whose handling failed. An outage of PostgreSQL or the bus says nothing about the message. */
export function judgeFailure(reason: unknown, { failures, tries, attempts }: Tries): FailureVerdict {
  const counted = failures + (reason instanceof TimeLimitExceeded ? HANG_COUNTS : isOutage(reason) ? 0 : 1);
  if (isHopeless(reason) || counted >= attempts) {
    return { kind: 'bury', failures: Math.max(1, Math.min(counted, attempts)), because: reasonText(reason) };
  }
  const afterMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries, 7), LONGEST_RETRY_MS);
  return { kind: 'again', failures: counted, afterMs };
}

/** A message that breaks its contract stays broken. */
export const isHopeless = (reason: unknown): boolean =>
  reason instanceof Hopeless ||
  reason instanceof SyntaxError ||
  (reason instanceof Refusal && reason.code === 'invalid');

const OUTAGE =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|Connection terminated|connection error|terminating connection|the database system is|not yet accepting|No space left on device|DriverException: connect/i;

/** PostgreSQL or the bus is away, or has no room. */
export function isOutage(reason: unknown): boolean {
  if (reason instanceof Refusal) return reason.code === 'unavailable' || reason.code === 'timed_out';
  return OUTAGE.test(reasonText(reason));
}

export const reasonText = (reason: unknown): string =>
  reason instanceof Hopeless
    ? reason.message
    : reason instanceof Error
      ? `${reason.name}: ${reason.message}`
      : String(reason);
