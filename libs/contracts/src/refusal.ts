/**
 * A "no" the caller can act on. It travels over the bus by its code and is raised again, typed, on the other side;
 * anything else that is thrown is a fault: logged, and answered without its inner words.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param code stable slug listed in the contract's `refuses`
   * @param message one sentence for a person: what is wrong and what to do
   * @param detail facts for a program
   */
  constructor(
    readonly code: string,
    message: string,
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Codes that any request may meet, whatever its contract lists. */
export const COMMON_REFUSALS = [
  'invalid',
  'not_found',
  'not_allowed',
  'conflict',
  'paused',
  'out_of_date',
  'outcome_unknown',
  'no_record',
  'timed_out',
  'unavailable',
  'fault',
] as const;
