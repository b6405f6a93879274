import type { ConsumerMessages, JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { declareConsumer } from './durable-consumer.js';
import { judgeFailure } from './failure.js';
import { Hold } from './hold.js';
import { whileInHand } from './message-in-hand.js';
import { messageId } from './message-id.js';
import { metaOf, type Meta } from './meta.js';
import { timed } from './metrics.js';
import { pause } from './pause.js';
import { readable } from './readable.js';
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
  readonly aggregate: string | null;
  readonly actor: string;
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
  /** It is owed what came from then on; absent: all that the stream has. */
  readonly since?: Date;
  /** Keeps a message that could not be handled. It must not be lost: what it throws is tried again. */
  readonly bury: (letter: Buried) => Promise<void>;
  /** True: a message only says that there is something to look at; it is no part of a trace. */
  readonly ticket?: true;
}

/** What came of a message that was handled. */
export interface Received {
  /**
   * Before this has come true the message must not be acknowledged; the next one is handled meanwhile. When it fails the
   * message is given back. Absent: it may be acknowledged now.
   */
  readonly written?: Promise<void>;
}

/**
 * Handles one message of a durable consumer; `behind` are the identifiers of those that this process holds and has not
 * begun, next one first.
 */
export type Receive = (payload: unknown, meta: Meta, behind: () => readonly string[]) => Promise<Received>;

/** How long the server waits for a sign of life before it gives a message to another process, and how often one is given. */
const EVENT = { ackWaitMs: 6_000, signOfLifeMs: 2_000, prefetch: 64 };
const QUEUE = { ackWaitMs: 30_000, signOfLifeMs: 10_000, prefetch: 1 };

export interface LoopParts {
  readonly jsm: JetStreamManager;
  readonly js: JetStreamClient;
  readonly naming: Naming;
  readonly stopping: AbortSignal;
  readonly onFault: (says: string, fault: unknown) => void;
  /** Declares the streams again: the broker's store may have been lost. */
  readonly declareStreams: () => Promise<void>;
}

/**
 * Reads one durable consumer for ever. A message that fails is tried again in place, so order is kept; one that keeps
 * failing is buried, so it never blocks the rest; one that fails because PostgreSQL or the bus is away is tried until
 * they are back.
 */
export class DurableLoop {
  private messages: ConsumerMessages | undefined;
  private ended: Promise<void> | undefined;
  /** Handled, and not yet acknowledged. */
  private readonly open = new Set<Promise<void>>();
  private readonly pace: typeof EVENT;

  constructor(
    private readonly parts: LoopParts,
    private readonly options: DurableOptions,
    private readonly receive: Receive,
  ) {
    this.pace = options.serial ? QUEUE : EVENT;
  }

  async start(): Promise<void> {
    await this.declare();
    this.ended = this.run();
  }

  async stop(): Promise<void> {
    this.messages?.stop();
    await this.ended;
    await Promise.all(this.open);
  }

  /** Makes the consumer again if the server has lost it, and reads on at once. */
  async declare(): Promise<void> {
    const { jsm, naming } = this.parts;
    const { durable, filter, since } = this.options;
    const { ackWaitMs, prefetch: maxAckPending } = this.pace;
    const needs = { durable, filter: naming.subject(filter), ackWaitMs, maxAckPending, since };
    if (await declareConsumer(jsm, this.stream, needs)) this.messages?.stop();
  }

  private get stream(): string {
    return this.parts.naming.stream(this.options.stream);
  }

  private async run(): Promise<void> {
    const { stopping, onFault } = this.parts;
    while (!stopping.aborted) {
      try {
        await this.read();
      } catch (fault) {
        if (stopping.aborted) return;
        onFault(`the consumer ${this.options.durable} stopped and starts again`, fault);
        await pause(1000, stopping);
        await this.mend().catch((reason: unknown) => onFault(`declaring ${this.options.durable}`, reason));
      }
    }
  }

  /** The broker's store may have been lost: what is missing is declared again before reading goes on. */
  private async mend(): Promise<void> {
    await this.parts.declareStreams();
    await this.declare();
  }

  /** Until the consumer's messages end. @throws when the consumer or its stream is gone */
  private async read(): Promise<void> {
    const { js, stopping } = this.parts;
    const consumer = await js.consumers.get(this.stream, this.options.durable);
    const hold = new Hold(this.pace.signOfLifeMs);
    this.messages = await consumer.consume({
      max_messages: this.pace.prefetch,
      expires: 5000,
      abort_on_missing_resource: true,
      callback: (message) => hold.take(message),
    });
    const over = this.messages.closed().then((fault) => {
      hold.end();
      return fault;
    });
    if (stopping.aborted) this.messages.stop();
    for await (const message of hold) {
      const { written } = await this.attempt(message, hold);
      if (written) this.acknowledgeAfter(written, message, hold);
      else hold.answered(message);
    }
    const fault = await over;
    if (fault) throw fault;
  }

  private acknowledgeAfter(written: Promise<void>, message: JsMsg, hold: Hold): void {
    const answered = written
      .then(
        () => message.ack(),
        () => message.nak(),
      )
      .finally(() => {
        hold.answered(message);
        this.open.delete(answered);
      });
    this.open.add(answered);
  }

  /** Until it has been handled, buried or given back. */
  private async attempt(message: JsMsg, hold: Hold): Promise<Received> {
    const { stopping, onFault, naming } = this.parts;
    const { attempts, durable } = this.options;
    const subject = naming.bare(message.subject);
    let failures = 0;
    for (let tries = 0; !stopping.aborted; tries++) {
      const attempt = message.info.deliveryCount + failures;
      const meta = metaOf(subject, message.headers, attempt, stopping, durable);
      try {
        const received = await this.handle(message, meta, hold);
        if (!received.written) message.ack();
        return received;
      } catch (reason) {
        if (stopping.aborted) break;
        onFault(`${durable} could not handle ${subject} (try ${tries + 1})`, reason);
        const verdict = judgeFailure(reason, { failures, tries, attempts });
        failures = verdict.failures;
        if (verdict.kind === 'bury') {
          await this.bury(message, { ...meta, attempt: failures }, verdict.because);
          return {};
        }
        await pause(verdict.afterMs, stopping);
      }
    }
    message.nak();
    return {};
  }

  private handle(message: JsMsg, meta: Meta, hold: Hold): Promise<Received> {
    if (this.options.ticket) return this.receive(undefined, meta, () => []);
    const behind = (): string[] => hold.behind.flatMap(({ headers }) => messageId(headers) ?? []);
    const { subject } = meta;
    return inTrace(meta.traceparent, `consume ${subject}`, 'consumer', () =>
      timed(subject, 'consume', () => whileInHand(meta, () => this.receive(message.json(), meta, behind))),
    );
  }

  private async bury(message: JsMsg, meta: Meta, reason: string): Promise<void> {
    const { stopping, onFault } = this.parts;
    const { id: messageId, subject, attempt: attempts, traceparent, aggregate, actor } = meta;
    const payload = readable(message);
    const consumer = this.options.durable;
    for (;;) {
      try {
        await this.options.bury({
          ...{ consumer, messageId, subject, payload, reason, attempts },
          ...{ traceparent, aggregate, actor },
        });
        message.term();
        return;
      } catch (fault) {
        onFault(`burying a message of ${subject}`, fault);
        if (stopping.aborted) return;
        await pause(1000, stopping);
      }
    }
  }
}
