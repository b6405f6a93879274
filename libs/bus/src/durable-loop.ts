import {
  AckPolicy,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { Refusal } from '@nightjar/contracts';
import { metaOf, type Meta } from './meta.js';
import { timed } from './metrics.js';
import type { Naming, StreamName } from './stream.js';
import { inTrace } from './trace.js';

/** A message that could not be handled, with the reason of its last attempt. */
export interface Buried {
  readonly consumer: string;
  readonly messageId: string;
  readonly subject: string;
  readonly payload: unknown;
  readonly reason: string;
  readonly attempts: number;
  readonly traceparent: string | null;
}

export interface DurableOptions {
  readonly stream: StreamName;
  /** The consumer's lasting name; services of one name share it. */
  readonly durable: string;
  readonly filter: string;
  /** True for a queue: never two messages at a time, however many runners there are. */
  readonly serial: boolean;
  /** Tries before a message is buried. */
  readonly attempts: number;
  /** Keeps a message that could not be handled. It must not be lost: what it throws is tried again. */
  readonly bury: (letter: Buried) => Promise<void>;
}

/** Without a sign of life a message is given to another runner after this long. */
const ACK_WAIT_MS = 30_000;
const SIGN_OF_LIFE_MS = 10_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 15_000;
/**
 * The server counts a delivery also when a runner was stopped in order and handed the message back. One that comes this
 * often without ever being answered kills its runners.
 */
const DELIVERIES_PER_ATTEMPT = 3;

/**
 * Reads one durable consumer for ever. A message that fails is tried again in place, so order is kept; one that keeps
 * failing is buried, so it never blocks the rest; one that fails because PostgreSQL or the bus is away is tried until
 * they are back.
 */
export class DurableLoop {
  private messages: ConsumerMessages | undefined;
  private ended: Promise<void> | undefined;

  constructor(
    private readonly jsm: JetStreamManager,
    private readonly js: JetStreamClient,
    private readonly naming: Naming,
    private readonly options: DurableOptions,
    private readonly stopping: AbortSignal,
    private readonly handler: (payload: unknown, meta: Meta) => Promise<void>,
    private readonly onFault: (says: string, fault: unknown) => void,
  ) {}

  async start(): Promise<void> {
    await this.declare();
    this.ended = this.run();
  }

  async stop(): Promise<void> {
    this.messages?.stop();
    await this.ended;
  }

  private get stream(): string {
    return this.naming.stream(this.options.stream);
  }

  private async declare(): Promise<void> {
    const config = {
      durable_name: this.options.durable,
      filter_subject: this.naming.subject(this.options.filter),
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: this.options.serial ? 1 : 256,
    };
    try {
      await this.jsm.consumers.add(this.stream, config);
    } catch (fault) {
      if (!String(fault).includes('already')) throw fault;
      await this.jsm.consumers.update(this.stream, this.options.durable, config);
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping.aborted) {
      try {
        const consumer = await this.js.consumers.get(this.stream, this.options.durable);
        this.messages = await consumer.consume({ max_messages: this.options.serial ? 1 : 64, expires: 5000 });
        if (this.stopping.aborted) this.messages.stop();
        for await (const message of this.messages) {
          if (this.stopping.aborted) message.nak();
          else await this.handle(message);
        }
      } catch (fault) {
        if (this.stopping.aborted) return;
        this.onFault(`the consumer ${this.options.durable} stopped and starts again`, fault);
        await pause(1000, this.stopping);
        // The broker's store may have been lost: what is missing is declared again before reading goes on.
        await this.declare().catch((reason: unknown) => this.onFault(`declaring ${this.options.durable}`, reason));
      }
    }
  }

  private async handle(message: JsMsg): Promise<void> {
    const beat = setInterval(() => message.working(), SIGN_OF_LIFE_MS);
    try {
      await this.attempt(message, this.naming.bare(message.subject));
    } finally {
      clearInterval(beat);
    }
  }

  private async attempt(message: JsMsg, subject: string): Promise<void> {
    const { attempts } = this.options;
    const deliveries = message.info.deliveryCount;
    let failures = 0;
    for (let tries = 0; !this.stopping.aborted; tries++) {
      const meta = metaOf(subject, message.headers, deliveries + failures, this.stopping);
      if (deliveries > attempts * DELIVERIES_PER_ATTEMPT) {
        await this.bury(message, meta, `its runner died or was stopped ${deliveries - 1} times`);
        return;
      }
      try {
        await inTrace(meta.traceparent, `consume ${subject}`, 'consumer', () =>
          timed(subject, 'consume', () => this.handler(message.json(), meta)),
        );
        message.ack();
        return;
      } catch (reason) {
        if (this.stopping.aborted) break;
        if (!isOutage(reason)) failures += 1;
        this.onFault(`${this.options.durable} could not handle ${subject} (try ${tries + 1})`, reason);
        if (failures >= attempts || isHopeless(reason)) {
          await this.bury(message, { ...meta, attempt: Math.max(failures, 1) }, reasonText(reason));
          return;
        }
        await pause(Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries, 7), LONGEST_RETRY_MS), this.stopping);
      }
    }
    message.nak();
  }

  private async bury(message: JsMsg, meta: Meta, reason: string): Promise<void> {
    for (;;) {
      try {
        await this.options.bury({
          consumer: this.options.durable,
          messageId: meta.id,
          subject: meta.subject,
          payload: readable(message),
          reason,
          attempts: meta.attempt,
          traceparent: meta.traceparent,
        });
        message.term();
        return;
      } catch (fault) {
        this.onFault(`burying a message of ${meta.subject}`, fault);
        if (this.stopping.aborted) return;
        await pause(1000, this.stopping);
      }
    }
  }
}

/** A message that breaks its contract stays broken. */
const isHopeless = (reason: unknown): boolean =>
  reason instanceof SyntaxError || (reason instanceof Refusal && reason.code === 'invalid');

/** PostgreSQL or the bus is away: that says nothing about the message. */
function isOutage(reason: unknown): boolean {
  if (reason instanceof Refusal) return reason.code === 'unavailable' || reason.code === 'timed_out';
  return /ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|terminating connection|the database system is|ETIMEDOUT|not yet accepting|DriverException: connect/i.test(
    reasonText(reason),
  );
}

const reasonText = (reason: unknown): string =>
  reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);

function readable(message: JsMsg): unknown {
  try {
    return message.json();
  } catch {
    return message.string();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(finish, ms);
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      done();
    }
    signal.addEventListener('abort', finish, { once: true });
  });
}
