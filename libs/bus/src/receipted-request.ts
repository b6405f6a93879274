import { NoRespondersError, RequestError, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';
import { askForReceipt, isReceipt } from './receipt.js';

/** What came back on a request whose receipt was asked for. */
export type Heard =
  | { readonly kind: 'answer'; readonly message: Msg }
  /** Nobody listens: it was certainly not executed. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'silence'; readonly received: boolean };

/** Sends and waits for the answer, `waitMs` at most. */
export async function receiptedRequest(
  nc: NatsConnection,
  subject: string,
  body: string,
  headers: MsgHdrs,
  waitMs: number,
): Promise<Heard> {
  let received = false;
  try {
    const heard = await nc.requestMany(subject, body, {
      strategy: 'timer',
      maxWait: Math.max(1, waitMs),
      headers: askForReceipt(headers),
    });
    for await (const message of heard) {
      if (!isReceipt(message.headers)) return { kind: 'answer', message };
      received = true;
    }
  } catch (reason) {
    if (!(reason instanceof NoRespondersError) && !(reason instanceof RequestError)) throw reason;
    return { kind: 'nobody' };
  }
  return { kind: 'silence', received };
}
