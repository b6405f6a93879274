import { Refusal, type RequestContract } from '@nightjar/contracts';
import type { Meta } from './meta.js';

/** What stands between a received request and its handler. */
export interface Intake {
  /**
   * Runs a command that carries an idempotency key, unless one with this key came before: then gives what that one was
   * answered. `run` looks at the deadline at the last moment.
   */
  once(contract: RequestContract, payload: unknown, meta: Meta, run: () => Promise<unknown>): Promise<unknown>;
  /** Told of a request that came too late and is refused. Returns at once. */
  late(meta: Meta): void;
}

/** Of a service that keeps no record: it cannot know what it did before. */
export const forgetful: Intake = {
  once: (_, __, { subject }) =>
    Promise.reject(
      new Refusal(
        'no_record',
        `who serves ${subject} keeps no record and cannot promise to do it only once; send it without an idempotency key`,
      ),
    ),
  late: () => undefined,
};
