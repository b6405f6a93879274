import type { Outgoing } from './outgoing.js';

/** Hands one message to the bus. Resolves when the bus has acknowledged it. */
export type Publish = (message: Outgoing) => Promise<void>;

export interface Published<Message extends Outgoing> {
  readonly sent: readonly Message[];
  /** What the first refused message met; undefined when all have left. */
  readonly fault: unknown;
}

/**
 * Publishes what different things are about at the same time, and what is about one thing in order: a later message
 * leaves only after the earlier was acknowledged, and not at all when the earlier was not.
 */
export async function publishInOrder<Message extends Outgoing>(
  batch: readonly Message[],
  publish: Publish,
): Promise<Published<Message>> {
  const lines = new Map<string, Message[]>();
  for (const message of batch) {
    const line = lines.get(message.aggregate);
    if (line) line.push(message);
    else lines.set(message.aggregate, [message]);
  }
  const sent: Message[] = [];
  let fault: unknown;
  await Promise.all(
    Array.from(lines.values(), async (line) => {
      try {
        for (const message of line) {
          await publish(message);
          sent.push(message);
        }
      } catch (reason) {
        fault ??= reason;
      }
    }),
  );
  return { sent, fault };
}
