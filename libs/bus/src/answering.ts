import type { Msg } from '@nats-io/nats-core';
import { Refusal, type Gives, type RequestContract, type Takes } from '@nightjar/contracts';
import { checked } from './checked.js';
import { mustBeInTime, OutOfDate } from './deadline.js';
import type { Intake } from './intake.js';
import { whileInHand } from './message-in-hand.js';
import { metaOf, type Meta } from './meta.js';
import { countLate, timed } from './metrics.js';
import { receipt, wantsReceipt } from './receipt.js';
import { refusalMessage } from './refusal-wire.js';
import { inTrace } from './trace.js';

export interface Answering<C extends RequestContract> {
  readonly contract: C;
  readonly handler: (payload: Takes<C>, meta: Meta) => Promise<Gives<C>>;
  readonly intake: Intake;
  /** Aborts when the service stops. */
  readonly signal: AbortSignal;
  readonly onFault: (says: string, fault: unknown) => void;
}

/** Answers one request: acknowledges it where that is wanted, then says what came of it. */
export async function answer<C extends RequestContract>(message: Msg, parts: Answering<C>): Promise<void> {
  const { contract, intake, signal } = parts;
  const meta = metaOf(contract.subject, message.headers, 1, signal);
  if (wantsReceipt(message.headers)) message.respond('', { headers: receipt() });
  try {
    const gives = await inTrace(meta.traceparent, `serve ${contract.subject}`, 'server', () =>
      whileInHand(meta, () => carryOut(message, meta, parts)),
    );
    message.respond(JSON.stringify(gives));
  } catch (reason) {
    const { headers, body } = refusalMessage(refusalFor(reason, parts));
    message.respond(body, { headers });
    if (reason instanceof OutOfDate) {
      countLate(contract.subject);
      intake.late(meta);
    }
  }
}

async function carryOut<C extends RequestContract>(
  message: Msg,
  meta: Meta,
  { contract, handler, intake }: Answering<C>,
): Promise<unknown> {
  mustBeInTime(meta);
  const payload = checked(contract.takes, message.json(), contract.subject) as Takes<C>;
  const run = (): Promise<unknown> => {
    mustBeInTime(meta);
    return timed(contract.subject, 'serve', () => handler(payload, meta));
  };
  const isKeyed = contract.kind === 'command' && meta.idempotencyKey !== null;
  return isKeyed ? intake.once(contract, payload, meta, run) : run();
}

/** A listed or common refusal travels as it is; anything else is a fault whose inner words stay here. */
function refusalFor(reason: unknown, { contract, onFault }: Pick<Answering<RequestContract>, 'contract' | 'onFault'>) {
  if (reason instanceof Refusal) return reason;
  onFault(`a fault while answering ${contract.subject}`, reason);
  return new Refusal('fault', 'something went wrong inside the service; its log says what');
}
