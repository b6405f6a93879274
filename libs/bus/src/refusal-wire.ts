import { Refusal } from '@nightjar/contracts';
import type { Msg, MsgHdrs } from '@nats-io/nats-core';
import { headers } from '@nats-io/nats-core';

const CODE = 'Nightjar-Refusal';

/** A refusal as headers and body, so that it is raised again, typed, where the question was asked. */
export function refusalMessage(refusal: Refusal): { headers: MsgHdrs; body: string } {
  const h = headers();
  h.set(CODE, refusal.code);
  return { headers: h, body: JSON.stringify({ says: refusal.message, detail: refusal.detail }) };
}

/** The refusal in an answer, if it is one. */
export function refusalIn(message: Msg): Refusal | undefined {
  const code = message.headers?.get(CODE);
  if (!code) return undefined;
  const { says, detail } = message.json<{ says: string; detail: Record<string, unknown> }>();
  return new Refusal(code, says, detail);
}
