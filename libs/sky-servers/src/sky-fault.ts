/**
 * Why a server could not be asked or its answer not be used: `offline` the network is not to be used, `not_allowed` its host is not on the
 * allow-list, `unreachable` no connection, `timed_out` too slow, `unavailable` it says 5xx or 429, `refused` it says another 4xx or
 * an error in words, `too_large` more than is read, `cut_off` the answer ends too early, `not_understood` it is something else.
 */
export type SkyFaultCode =
  | 'offline'
  | 'not_allowed'
  | 'unreachable'
  | 'timed_out'
  | 'unavailable'
  | 'refused'
  | 'too_large'
  | 'cut_off'
  | 'not_understood'
  | 'no_such_column';

export class SkyFault extends Error {
  constructor(
    readonly code: SkyFaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'SkyFault';
  }
}
