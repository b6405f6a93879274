import { currentTraceparent, Hopeless, inTrace, reasonText, type Bus, type Buried, type Meta } from '@nightjar/bus';
import { Refusal, ReplayEvents, type Gives, type Takes } from '@nightjar/contracts';
import type { EventRecord, PastEvent } from '@nightjar/persistence';
import type { EventIntake } from './event-intake.js';
import type { Log } from './log.js';

export interface ReplayParts {
  readonly bus: Bus;
  readonly service: string;
  readonly record: EventRecord;
  readonly intake: EventIntake;
  readonly bury: (letter: Buried) => Promise<void>;
  readonly log: Log;
}

/** Serves, under the service's name, the wish to hand past events to one of its consumers. */
export function serveReplay(parts: ReplayParts): void {
  parts.bus.serve(ReplayEvents, (ask, meta) => replay(parts, ask, meta), parts.service);
}

/** What PostgreSQL has is replayed, not what the broker still has: it has all of it, by aggregate and trace. */
async function replay(
  parts: ReplayParts,
  { consumer, again, ...range }: Takes<typeof ReplayEvents>,
  { actor, signal }: Meta,
): Promise<Gives<typeof ReplayEvents>> {
  const { service, record, intake, log } = parts;
  const contract = intake.contractOf(consumer);
  if (!contract) {
    const known = intake.durables.join(', ') || 'none';
    throw new Refusal('not_found', `${service} has no consumer ${consumer}; it has ${known}`);
  }
  const told = { handled: 0, skipped: 0, failed: 0 };
  for await (const past of record.past({ subject: contract.subject, ...range })) {
    if (signal.aborted) throw new Refusal('unavailable', `${service} stops; ${told.handled} events were handled`);
    told[await handed(parts, past, metaFor(past, consumer, actor, signal, again))] += 1;
  }
  log.info(`${actor} had events replayed to ${consumer}`, told);
  return told;
}

const metaFor = (past: PastEvent, consumer: string, actor: string, signal: AbortSignal, again: boolean): Meta => ({
  ...{ id: past.id, subject: past.subject, aggregate: past.aggregate, traceparent: past.traceparent },
  ...{ consumer, actor, signal, cause: null, idempotencyKey: null, attempt: 1, deadline: null },
  ...(again ? { origin: 'again' as const } : {}),
});

async function handed(
  { intake, bury }: ReplayParts,
  { payload, traceparent }: PastEvent,
  meta: Meta,
): Promise<'handled' | 'skipped' | 'failed'> {
  try {
    const handle = (): Promise<boolean> => intake.handle(payload, meta);
    const isNew = await inTrace(traceparent ?? currentTraceparent(), `replay ${meta.subject}`, 'consumer', handle);
    return isNew ? 'handled' : 'skipped';
  } catch (reason) {
    if (meta.signal.aborted) throw reason;
    const { id: messageId, subject, aggregate, actor } = meta;
    const consumer = meta.consumer ?? '';
    const letter = { consumer, messageId, subject, payload, reason: reasonText(reason), attempts: 1 };
    if (!(reason instanceof Hopeless)) await bury({ ...letter, traceparent, aggregate, actor });
    return 'failed';
  }
}
