import type { MsgHdrs } from '@nats-io/nats-core';
import { createHash } from 'node:crypto';

/** The header of a message's own identifier. */
export const ID = 'Nightjar-Id';

/** Characters of an identifier; PostgreSQL keeps no key longer than some 2700 bytes. */
const LONGEST = 500;

/** @returns a message's own identifier; undefined for what was sent without one */
export function messageId(h: MsgHdrs | undefined): string | undefined {
  const id = h?.get(ID) || h?.get('Nats-Msg-Id') || undefined;
  return id === undefined ? undefined : keepable(id);
}

/**
 * The identifier as a record can keep it. PostgreSQL has no NUL, so one with that is percent-encoded, and one that is too
 * long for a key ends in its digest: what cannot be kept could neither be handled nor buried.
 */
export function keepable(id: string): string {
  const text = id.includes('\0') ? encodeURIComponent(id) : id;
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, 100)}…sha256:${createHash('sha256').update(id).digest('hex')}`;
}
