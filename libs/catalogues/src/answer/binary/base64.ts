import { AnswerFault } from '../answer-fault.js';

/** Bytes of base64 (RFC 4648) that arrives in pieces, with line ends anywhere. */
export class Base64 {
  private rest = '';
  private ended = false;

  /** @throws AnswerFault for what is no base64 */
  push(text: string): Buffer {
    const more = text.replace(/\s+/g, '');
    if (more === '') return Buffer.alloc(0);
    const all = this.rest + more;
    if (this.ended || !/^[A-Za-z0-9+/]*={0,2}$/.test(all))
      throw new AnswerFault('not_understood', 'the bytes of the table are no base64');
    const whole = all.length - (all.length % 4);
    this.rest = all.slice(whole);
    this.ended = all.endsWith('=') && this.rest === '';
    return Buffer.from(all.slice(0, whole), 'base64');
  }

  /** @throws AnswerFault when a group of four is not complete */
  end(): void {
    if (this.rest !== '') throw new AnswerFault('cut_off', 'the bytes of the table end within a group of base64');
  }
}
