import { TimeLimitExceeded } from '@nightjar/bus';

/**
 * Runs `work` with a signal that aborts at the limit or with `outer`, and waits no longer than the limit for it.
 * @throws TimeLimitExceeded
 */
export async function within<T>(
  limitMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => {
      const fault = new TimeLimitExceeded(limitMs);
      limit.abort(fault);
      failed(fault);
    }, limitMs);
  });
  try {
    return await Promise.race([work(AbortSignal.any([outer, limit.signal])), late]);
  } finally {
    clearTimeout(timer);
  }
}
