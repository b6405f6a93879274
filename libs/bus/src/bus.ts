import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection, Subscription } from '@nats-io/nats-core';
import {
  Refusal,
  type Carries,
  type CarriesIn,
  type EventContract,
  type Gives,
  type RequestContract,
  type Takes,
  type TakesIn,
  type TelemetryContract,
} from '@nightjar/contracts';
import { answer } from './answering.js';
import { askFault } from './ask-fault.js';
import { Broker } from './broker.js';
import type { AskOptions, BusOptions, Followed, Handler, Stored } from './bus-options.js';
import { checked } from './checked.js';
import { openConnection } from './connection.js';
import type { DurableOptions, Receive } from './durable-loop.js';
import { WATCH } from './gate.js';
import { forgetful, type Intake } from './intake.js';
import { whileInHand } from './message-in-hand.js';
import { headersOf, metaOf, type Sending } from './meta.js';
import { Outlet } from './outlet.js';
import { patiently } from './patiently.js';
import { receiptedRequest, type Heard } from './receipted-request.js';
import { jobsOf, queueDurable } from './rights.js';
import { declareStreams, Naming } from './stream.js';
import { currentTraceparent, inChildSpan } from './trace.js';
import { keyed } from './under-key.js';

/** What runs has this long to finish when its service stops. */
const FINISH_MS = 5000;

/**
 * The observatory's bus: typed by contracts, carried by NATS and JetStream, with the trace in every message.
 * The connection never gives up; what is published while it is down waits or fails, and the outbox tries again.
 */
export class Bus {
  private readonly stopping = new AbortController();
  private readonly subscriptions: Subscription[] = [];
  private intake: Intake = forgetful;
  private readonly served = new Set<string>();
  private readonly running = new Set<Promise<void>>();
  /** Streams and consumers, and how they are made again. */
  readonly broker: Broker;
  private readonly outlet: Outlet;

  private constructor(
    private readonly nc: NatsConnection,
    jsm: JetStreamManager,
    private readonly js: JetStreamClient,
    private readonly naming: Naming,
    private readonly options: BusOptions,
  ) {
    this.broker = new Broker({
      ...{ nc, jsm, js, naming, name: options.name, gate: options.gate, keepEventsDays: options.keepEventsDays },
      stopping: this.stopping.signal,
      onFault: (says, fault) => options.onFault?.(says, fault),
    });
    this.outlet = new Outlet(nc, js, options);
  }

  /** Connects, waiting for the server as long as it takes, and declares the streams. @throws when it refuses us */
  static async connect(options: BusOptions): Promise<Bus> {
    const naming = new Naming(options.namespace ?? '');
    const nc = await openConnection({
      url: options.url,
      name: options.name,
      inbox: naming.inbox(options.gate?.service ?? options.name),
      seed: options.seed,
      onFault: (says, fault) => options.onFault?.(says, fault),
    });
    const jsm = await patiently(() => jetstreamManager(nc));
    await patiently(() => declareStreams(nc, jsm, naming, options.keepEventsDays));
    return new Bus(nc, jsm, jetstream(nc), naming, options);
  }

  /**
   * Asks and waits for the answer.
   * @throws Refusal with the other side's code; `timed_out` when it is silent, `unavailable` when nobody serves it
   */
  async ask<C extends RequestContract>(contract: C, payload: TakesIn<C>, options: AskOptions = {}): Promise<Gives<C>> {
    const takes = checked(contract.takes, payload, contract.subject);
    const subject = this.outgoing(withInstance(contract.subject, options.instance));
    return inChildSpan(`ask ${contract.subject}`, 'client', async () => {
      const body = JSON.stringify(takes);
      const answer = await keyed(contract, options, (key) =>
        this.request(subject, body, contract.subject, options, key),
      );
      return contract.gives.parse(answer.json()) as Gives<C>;
    });
  }

  /**
   * Answers a contract. Several instances share the work; with `instance` only that one is meant.
   * @param group those that share; each group of its own answers too, and the asker takes what comes first
   * @returns to be called to answer no more
   */
  serve<C extends RequestContract>(
    contract: C,
    handler: Handler<Takes<C>, Gives<C>>,
    instance?: string,
    group = 'serve',
  ): () => void {
    const subject = withInstance(contract.subject, instance);
    const onFault = (says: string, fault: unknown): void => this.options.onFault?.(says, fault);
    this.served.add(contract.subject);
    const subscription = this.subscribe(subject, `${group}-${contract.subject}`, (message) =>
      this.during(answer(message, { contract, handler, intake: this.intake, signal: this.stopping.signal, onFault })),
    );
    return () => subscription.unsubscribe();
  }

  /** Everything it answers passes this first. */
  admitBy(intake: Intake): void {
    this.intake = intake;
  }

  /** For a `Sender`: asks with a receipt, and tells what came back rather than throwing. */
  async converse(to: string, body: unknown, sending: Sending, waitMs: number): Promise<Heard> {
    try {
      return await receiptedRequest(this.nc, this.outgoing(to), JSON.stringify(body), headersOf(sending), waitMs);
    } catch (reason) {
      throw askFault(reason, to, waitMs);
    }
  }

  /** Who is connected. */
  get name(): string {
    return this.options.name;
  }

  /** Subjects of every contract it answers, agents' own messages included. */
  get serves(): readonly string[] {
    return [...this.served].sort();
  }

  /** Publishes a measurement; nobody waits, nothing is kept. */
  tell<C extends TelemetryContract>(contract: C, payload: CarriesIn<C>, instance?: string): void {
    const subject = this.outgoing(withInstance(contract.subject, instance));
    this.nc.publish(subject, JSON.stringify(contract.carries.parse(payload)), {
      headers: headersOf({ actor: this.options.name, traceparent: currentTraceparent() }),
    });
  }

  /** Hears measurements of every instance. */
  hear<C extends TelemetryContract>(contract: C, handler: Handler<Carries<C>, void>): void {
    for (const subject of [contract.subject, `${contract.subject}.>`]) {
      this.subscribe(subject, undefined, async (message) => {
        const meta = metaOf(this.naming.bare(message.subject), message.headers, 1, this.stopping.signal);
        const payload = checked(contract.carries, message.json(), contract.subject) as Carries<C>;
        await whileInHand(meta, () => handler(payload, meta));
      });
    }
  }

  /**
   * Publishes what an outbox holds. Resolves when the stream has it; the id makes a second try harmless.
   * @throws at once while the connection is down: what waited there could reach a broker that has lost what came before
   */
  async publishStored(message: Stored): Promise<void> {
    if (!this.broker.connected) throw new Refusal('unavailable', 'the connection to NATS is down');
    await this.outlet.publish(message, this.outgoing(message.subject));
  }

  /**
   * Hands over every event of a contract, in order, until each has had its effect or is a dead letter; who receives it
   * holds it against the contract.
   */
  async consume(
    contract: EventContract,
    options: Omit<DurableOptions, 'filter' | 'stream' | 'serial'>,
    receive: Receive,
  ): Promise<void> {
    await this.broker.read({ ...options, stream: 'EVENTS', filter: contract.subject, serial: false }, receive);
  }

  /**
   * Hears that a queue may have work. A ticket is taken off the stream at once and says nothing of which job is next:
   * that PostgreSQL decides. One of several runners hears each.
   */
  async tickets(queue: string, wake: () => void): Promise<void> {
    await this.broker.read(
      {
        ...{ stream: 'JOBS', durable: queueDurable(queue), filter: jobsOf(queue), serial: true, ticket: true },
        ...{ attempts: 1, bury: () => Promise.resolve() },
      },
      () => {
        wake();
        return Promise.resolve({});
      },
    );
  }

  /**
   * Every event as it comes, and from `after` on, a sequence or an instant of the server: for pages and scripts that
   * watch. Ends when the signal aborts.
   */
  async *follow(signal: AbortSignal, after?: number | Date): AsyncGenerator<Followed> {
    this.options.gate?.publish(WATCH);
    const consumer = await this.js.consumers.get(this.naming.stream('EVENTS'), beginning(after));
    const messages = await consumer.consume({ max_messages: 500 });
    signal.addEventListener('abort', () => messages.stop(), { once: true });
    if (signal.aborted) messages.stop();
    for await (const message of messages) {
      const meta = metaOf(this.naming.bare(message.subject), message.headers, 1, signal);
      yield { sequence: message.seq, meta, at: new Date(message.time), payload: message.json() };
    }
  }

  /** Takes no more messages and lets what runs finish, or hands it back; publishing still works. */
  async quiet(): Promise<void> {
    this.stopping.abort(new Error('the service stops'));
    // Drained, not dropped: what the server has handed over already is answered, too.
    const drained = Promise.allSettled(this.subscriptions.map((subscription) => subscription.drain()));
    const finished = drained.then(() => Promise.allSettled(this.running));
    await Promise.all([within(FINISH_MS, finished), this.broker.stopReading()]);
  }

  /** Goes quiet, then closes the connection. */
  async close(): Promise<void> {
    await this.quiet();
    await within(3000, this.nc.drain()).catch(() => undefined);
    await this.nc.close();
  }

  /** So that an orderly end can wait for what runs. */
  private async during(work: Promise<void>): Promise<void> {
    this.running.add(work);
    await work.finally(() => this.running.delete(work));
  }

  /** The subject on the server. @throws Undeclared when the service does not declare it */
  private outgoing(subject: string): string {
    this.options.gate?.publish(subject);
    return this.naming.subject(subject);
  }

  private subscribe(subject: string, queue: string | undefined, handle: (message: Msg) => Promise<void>): Subscription {
    this.options.gate?.subscribe(subject);
    const subscription = this.nc.subscribe(this.naming.subject(subject), {
      ...(queue ? { queue } : {}),
      callback: (fault, message) => {
        if (fault) this.options.onFault?.(`subscription to ${subject}`, fault);
        else handle(message).catch((reason: unknown) => this.options.onFault?.(`a message on ${subject}`, reason));
      },
    });
    this.subscriptions.push(subscription);
    return subscription;
  }

  private async request(
    subject: string,
    body: string,
    bare: string,
    options: AskOptions,
    idempotencyKey: string | undefined,
  ): Promise<Msg> {
    const timeout = options.timeoutMs ?? 5000;
    try {
      return await this.nc.request(subject, body, {
        timeout,
        headers: headersOf({
          actor: options.actor ?? this.options.name,
          deadline: new Date(Date.now() + timeout),
          traceparent: currentTraceparent(),
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        }),
      });
    } catch (reason) {
      throw askFault(reason, bare, timeout);
    }
  }
}

function beginning(after: number | Date | undefined): object {
  if (after === undefined) return { deliver_policy: 'new' };
  return after instanceof Date ? { opt_start_time: after.toISOString() } : { opt_start_seq: after + 1 };
}

/** Resolves when `work` has ended or `ms` have passed. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((done) => (timer = setTimeout(done, ms)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const withInstance = (subject: string, instance?: string): string => (instance ? `${subject}.${instance}` : subject);
