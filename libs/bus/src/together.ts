import type { PubAck } from '@nats-io/jetstream';
import type { MsgHdrs, NatsConnection } from '@nats-io/nats-core';
import { uuidv7 } from '@nightjar/contracts';

/** A message on its way to a stream, with its id for the stream among its headers. */
export interface Leaving {
  /** As the server knows it. */
  readonly subject: string;
  readonly body: string;
  readonly headers: MsgHdrs;
}

/** For fewer a batch is not worth it: the server makes a folder for each and syncs four times. */
const FEWEST = 20;
/** The server takes a thousand messages in a batch; so many characters it holds until the batch is whole. */
const MOST = { messages: 500, characters: 4_000_000 };
const COMMIT_WITHIN_MS = 5000;

const HEADER = { batch: 'Nats-Batch-Id', place: 'Nats-Batch-Sequence', commit: 'Nats-Batch-Commit' } as const;

/** An acknowledgement, or why there is none. */
type Committed = Partial<PubAck> & {
  readonly batch?: string;
  readonly count?: number;
  readonly error?: { readonly err_code: number; readonly description: string };
};

/** NATS: the batch holds a message whose id the stream knows. */
const HAS_IT_ALREADY = 10201;
class Duplicates extends Error {}

interface Waiting extends Leaving {
  readonly left: () => void;
  readonly failed: (fault: unknown) => void;
}

export interface TogetherParts {
  /** Publishes one message; resolves when the stream has it. */
  readonly singly: (message: Leaving) => Promise<void>;
  /** Whether the server does at this moment. */
  readonly knowsBatches: () => boolean;
  /** Told why a batch was not stored; but not when the stream had some of it already, as after a crash of ours. */
  readonly onRefused: (fault: unknown) => void;
}

/**
 * Publishes messages of one stream that are wanted at the same moment as one atomic batch (NATS' ADR-50, servers since
 * 2.12): a server that syncs what it acknowledges does so once for the batch, and that is what sets its pace. A batch is
 * stored whole or not at all, in the order given. One that is refused, or not answered, is published again message by
 * message: each then meets its own fate, and what was stored is known by its id.
 */
export class Together {
  private waiting: Waiting[] = [];
  private characters = 0;
  private due: NodeJS.Immediate | undefined;

  constructor(
    private readonly nc: Pick<NatsConnection, 'publish' | 'request'>,
    private readonly parts: TogetherParts,
  ) {}

  /** Resolves when the stream has it. */
  publish(message: Leaving): Promise<void> {
    return new Promise((left, failed) => {
      this.waiting.push({ ...message, left, failed });
      this.characters += message.body.length;
      if (this.waiting.length >= MOST.messages || this.characters >= MOST.characters) this.go();
      else this.due ??= setImmediate(() => this.go());
    });
  }

  private go(): void {
    clearImmediate(this.due);
    this.due = undefined;
    const batch = this.waiting;
    this.waiting = [];
    this.characters = 0;
    if (batch.length < FEWEST || !this.parts.knowsBatches()) return this.oneByOne(batch);
    this.commit(batch).then(
      () => batch.forEach(({ left }) => left()),
      (fault: unknown) => {
        if (!(fault instanceof Duplicates)) this.parts.onRefused(fault);
        this.oneByOne(batch);
      },
    );
  }

  private oneByOne(messages: readonly Waiting[]): void {
    for (const message of messages) this.parts.singly(message).then(message.left, message.failed);
  }

  /** @throws when it was refused, or nobody knows */
  private async commit(batch: readonly Leaving[]): Promise<void> {
    const id = uuidv7();
    try {
      const said = await this.send(id, batch);
      if (said.error?.err_code === HAS_IT_ALREADY) throw new Duplicates();
      if (said.batch !== id || said.count !== batch.length)
        throw new Error(said.error?.description ?? 'the server took it for no batch');
    } catch (fault) {
      for (const { headers } of batch) for (const name of Object.values(HEADER)) headers.delete(name);
      throw fault;
    }
  }

  /** @returns what the stream says of the whole */
  private async send(id: string, batch: readonly Leaving[]): Promise<Committed> {
    const [last, ...before] = batch.toReversed();
    if (!last) throw new RangeError('a batch has messages');
    for (const [i, { headers }] of batch.entries()) {
      headers.set(HEADER.batch, id);
      headers.set(HEADER.place, String(i + 1));
    }
    for (const { subject, body, headers } of before.reverse()) this.nc.publish(subject, body, { headers });
    const { subject, body, headers } = last;
    headers.set(HEADER.commit, '1');
    return (await this.nc.request(subject, body, { headers, timeout: COMMIT_WITHIN_MS })).json();
  }
}
