import { PubHeaders, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { BusOptions, Stored } from './bus-options.js';
import { headersOf } from './meta.js';
import { knowsBatches } from './stream.js';
import { Together, type Leaving } from './together.js';
import { currentTraceparent, inTrace } from './trace.js';

/** How subjects of events begin. */
const EVENTS = 'evt.';
/** A stream that has not answered by then has perhaps taken it. */
const ACKNOWLEDGED_WITHIN_MS = 5000;

/** Publishes what an outbox holds to the streams. */
export class Outlet {
  private readonly events: Together;

  /** @param by who publishes, and who is told what went wrong though nothing is lost by it */
  constructor(
    nc: NatsConnection,
    private readonly js: JetStreamClient,
    private readonly by: Pick<BusOptions, 'name' | 'onFault'>,
  ) {
    this.events = new Together(nc, {
      singly: (message) => this.singly(message),
      knowsBatches: () => knowsBatches(nc),
      onRefused: (fault) => by.onFault?.('a batch of events was not stored; they leave one by one', fault),
    });
  }

  /** Resolves when the stream has it. @param subject as the server knows it */
  async publish(message: Stored, subject: string): Promise<void> {
    await inTrace(message.traceparent, `publish ${message.subject}`, 'producer', async () => {
      const headers = headersOf({
        id: message.id,
        actor: this.by.name,
        aggregate: message.aggregate ?? null,
        traceparent: currentTraceparent(),
      });
      headers.set(PubHeaders.MsgIdHdr, message.streamId ?? message.id);
      const leaving = { subject, body: message.body, headers };
      await (message.subject.startsWith(EVENTS) ? this.events.publish(leaving) : this.singly(leaving));
    });
  }

  private async singly({ subject, body, headers }: Leaving): Promise<void> {
    await this.js.publish(subject, body, { headers, timeout: ACKNOWLEDGED_WITHIN_MS });
  }
}
