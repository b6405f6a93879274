/** Why two frames cannot be subtracted from one another; the message says what to do. */
export type DifferenceFault = 'sizes_differ' | 'all_masked' | 'too_few_stars' | 'no_fit';

export class DifferenceError extends Error {
  constructor(
    readonly code: DifferenceFault,
    message: string,
  ) {
    super(message);
    this.name = 'DifferenceError';
  }
}
