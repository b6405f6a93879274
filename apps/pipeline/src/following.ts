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
      return { ...process, state, status: because ?? 'failed', failureMessage: unexpected(because), finished: now };
    // These its runner writes down itself.
    case 'LEASED':
    case 'RUNNING':
    case 'SUCCEEDED':
      return process;
  }
}

/** A failure in the pipeline's own words is written by its runner; whatever else ends a job nobody expected. */
const unexpected = (because: string | null): string =>
  because === null ? 'An unexpected error occurred' : `An unexpected error occurred: ${because}`;
