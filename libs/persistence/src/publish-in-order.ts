import type { Outgoing } from './outgoing.js';

/** Hands one message to the bus. Resolves when the bus has acknowledged it. */
export type Publish = (message: Outgoing) => Promise<void>;

export interface Published<Message extends Outgoing> {
  readonly sent: readonly Message[];
  /** What the first refused message met; undefined when all have left. */
  readonly fault: unknown;
}

/**
 * Publishes what different things are about at the same time, and what is about one thing in order, through however
 * many batches are on their way at once: a later message leaves only after the earlier was acknowledged, and not at all
 * when the earlier was not. After a refusal the line of its thing stays closed; who goes on does so with another.
 */
export class InOrder {
  private readonly lines = new Map<string, Promise<void>>();

  constructor(private readonly publish: Publish) {}

  async leave<Message extends Outgoing>(batch: readonly Message[]): Promise<Published<Message>> {
    const sent: Message[] = [];
    let fault: unknown;
    await Promise.all(
      Array.from(byThing(batch), ([thing, messages]) =>
        this.behind(thing, messages, sent).catch((reason: unknown) => {
          fault ??= reason;
        }),
      ),
    );
    return { sent, fault };
  }

  private behind<Message extends Outgoing>(
    thing: string,
    messages: readonly Message[],
    sent: Message[],
  ): Promise<void> {
    const line = this.one(this.lines.get(thing), messages, sent);
    this.lines.set(thing, line);
    return line.then(() => {
      if (this.lines.get(thing) === line) this.lines.delete(thing);
    });
  }

  private async one<Message extends Outgoing>(
    before: Promise<void> | undefined,
    messages: readonly Message[],
    sent: Message[],
  ): Promise<void> {
    if (before) await before;
    for (const message of messages) {
      await this.publish(message);
      sent.push(message);
    }
  }
}

function byThing<Message extends Outgoing>(batch: readonly Message[]): Map<string, Message[]> {
  const lines = new Map<string, Message[]>();
  for (const message of batch) {
    const line = lines.get(message.aggregate);
    if (line) line.push(message);
    else lines.set(message.aggregate, [message]);
  }
  return lines;
}
