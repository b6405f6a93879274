import { headers, type MsgHdrs } from '@nats-io/nats-core';
import { uuidv7 } from '@nightjar/contracts';
import { fromHeader, toHeader } from './header-value.js';
import { ID, messageId } from './message-id.js';
import { messageInHand } from './message-in-hand.js';

const ACTOR = 'Nightjar-Actor';
const DEADLINE = 'Nightjar-Deadline';
const AGGREGATE = 'Nightjar-Aggregate';
const CAUSE = 'Nightjar-Cause';
const KEY = 'Nightjar-Idempotency-Key';
const PARENT = 'traceparent';

/** What comes with every message beside its payload. */
export interface Meta {
  readonly id: string;
  readonly subject: string;
  /** The lasting name of the consumer or queue it was delivered to; null for a request. */
  readonly consumer: string | null;
  /** The thing an event is about; null for what is no event. */
  readonly aggregate: string | null;
  /** Why it is handled outside its turn: a person wants a dead letter tried again, or a past event handled again. */
  readonly origin?: 'letter' | 'again';
  /** Who caused it: a person's name or an agent's. */
  readonly actor: string;
  /** The id of the message that caused this one; null at the beginning of a chain. */
  readonly cause: string | null;
  /** A command with the same key is executed once; null: each time it comes. */
  readonly idempotencyKey: string | null;
  readonly traceparent: string | null;
  /** 1 on the first delivery. */
  readonly attempt: number;
  /** Wall clock after which the message must not be acted on. */
  readonly deadline: Date | null;
  /** Aborts when the service stops or the job is revoked. */
  readonly signal: AbortSignal;
}

export interface Sending {
  readonly id?: string;
  readonly actor: string;
  readonly traceparent: string | null;
  readonly deadline?: Date;
  readonly aggregate?: string | null;
  /** Absent: the message in hand. */
  readonly cause?: string;
  readonly idempotencyKey?: string;
}

export function headersOf(sending: Sending): MsgHdrs {
  const h = headers();
  h.set(ID, sending.id ?? uuidv7());
  h.set(ACTOR, toHeader(sending.actor));
  const cause = sending.cause ?? messageInHand()?.id;
  if (cause) h.set(CAUSE, toHeader(cause));
  if (sending.idempotencyKey) h.set(KEY, toHeader(sending.idempotencyKey));
  if (sending.deadline) h.set(DEADLINE, sending.deadline.toISOString());
  if (sending.aggregate) h.set(AGGREGATE, toHeader(sending.aggregate));
  if (sending.traceparent) h.set(PARENT, sending.traceparent);
  return h;
}

const dateOf = (text: string | undefined): Date | null => {
  const ms = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : new Date(ms);
};

export function metaOf(
  subject: string,
  h: MsgHdrs | undefined,
  attempt: number,
  signal: AbortSignal,
  consumer: string | null = null,
): Meta {
  return {
    id: messageId(h) ?? uuidv7(),
    subject,
    consumer,
    aggregate: fromHeader(h?.get(AGGREGATE) ?? '') || null,
    actor: fromHeader(h?.get(ACTOR) ?? '') || 'unknown',
    cause: fromHeader(h?.get(CAUSE) ?? '') || null,
    idempotencyKey: fromHeader(h?.get(KEY) ?? '') || null,
    traceparent: h?.get(PARENT) || null,
    attempt,
    deadline: dateOf(h?.get(DEADLINE)),
    signal,
  };
}
