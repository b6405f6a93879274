import { NoRespondersError, PermissionViolationError, RequestError, TimeoutError } from '@nats-io/nats-core';
import { Refusal } from '@nightjar/contracts';

/** What the asking side is told when no answer came. @returns a Refusal, or the fault itself when it is none of these */
export function askFault(fault: unknown, subject: string, timeoutMs: number): unknown {
  if (permissionFault(fault))
    return new Refusal('not_allowed', `the bus does not allow this service to ask ${subject}`);
  if (fault instanceof TimeoutError) {
    return new Refusal('timed_out', `${subject} was not answered within ${timeoutMs / 1000} s`);
  }
  if (fault instanceof NoRespondersError || fault instanceof RequestError) {
    return new Refusal('unavailable', `nobody answers ${subject} just now; is the service running?`);
  }
  return fault;
}

const permissionFault = (fault: unknown): boolean =>
  fault instanceof PermissionViolationError ||
  (fault instanceof Error && fault.cause instanceof PermissionViolationError);
