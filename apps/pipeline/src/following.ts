import type { Job, Process } from '@nightjar/contracts';

/** How a process stands when its job was changed by another than its runner, e.g. revoked, put back or given up. */
export function following(process: Process, { state, because }: Job, now: string): Process {
  switch (state) {
    case 'WAITING':
      return {
        ...process,
        ...{ state, status: because ?? 'waits for its turn', failureMessage: null, finished: null },
      };
    case 'CANCELLING':
    case 'CANCELLED':
      return { ...process, state, status: because ?? 'revoked', finished: state === 'CANCELLED' ? now : null };
    case 'FAILED':
    case 'LOST':
      return { ...process, state, status: because ?? 'failed', failureMessage: because, finished: now };
    // These its runner writes down itself.
    case 'LEASED':
    case 'RUNNING':
    case 'SUCCEEDED':
      return process;
  }
}
