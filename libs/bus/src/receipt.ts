import { headers, type MsgHdrs } from '@nats-io/nats-core';

const RECEIPT = 'Nightjar-Receipt';

/** Asks whoever takes the request to say so before he begins. */
export function askForReceipt(h: MsgHdrs): MsgHdrs {
  h.set(RECEIPT, 'wanted');
  return h;
}

export const wantsReceipt = (h: MsgHdrs | undefined): boolean => h?.get(RECEIPT) === 'wanted';

export function receipt(): MsgHdrs {
  const h = headers();
  h.set(RECEIPT, 'taken');
  return h;
}

export const isReceipt = (h: MsgHdrs | undefined): boolean => h?.get(RECEIPT) === 'taken';
