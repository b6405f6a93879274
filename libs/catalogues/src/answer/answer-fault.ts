/**
 * What is wrong with an answer: `not_understood` it is no such table (an HTML page, a broken document), `refused` the server says
 * that it could not do it, `cut_off` it ends too early, `too_large` more than is read, `no_such_column` a column is not in it.
 */
export type AnswerFaultCode = 'not_understood' | 'refused' | 'cut_off' | 'too_large' | 'no_such_column';

/** An answer or a file that cannot be used, with what to do about it where that is known. */
export class AnswerFault extends Error {
  constructor(
    readonly code: AnswerFaultCode,
    message: string,
  ) {
    super(message);
    this.name = 'AnswerFault';
  }
}
