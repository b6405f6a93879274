import {
  aggregateOf,
  uuidv7,
  type Carries,
  type CarriesIn,
  type EventContract,
  type JobContract,
} from '@nightjar/contracts';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { placeJob, type JobOrder } from './job-order.js';
import { insertOutgoing, type Outgoing } from './outgoing.js';

/** The broker takes a mebibyte, headers included; what it would never take must not wait for ever. */
const LARGEST_BODY = 900_000;
/** So much is kept in memory before it is written, in messages and in characters of their bodies. */
const MOST_KEPT = { messages: 1000, body: 4_000_000 };

/** Whose transactions these are, and what the work in hand says of itself. */
export interface Origin {
  readonly traceparent: () => string | null;
  readonly mayPublish: (subject: string) => void;
  readonly actor: () => string;
  readonly service: string | undefined;
}

/**
 * One transaction of a service: rows, the events that tell of them and the jobs they cause become true together or
 * not at all. What is told is kept until the end and written in one statement, in the order it was told; there are no
 * savepoints within.
 */
export class Transaction {
  private sent = 0;
  private kept: Outgoing[] = [];
  private keptBody = 0;
  /** Tickets written for each queue. */
  private readonly woken = new Map<string, number>();
  /** Jobs that only this transaction knows of: nobody has started them. */
  private readonly placed = new Set<string>();

  constructor(
    /** Entity manager inside the transaction; flushed before commit. */
    readonly em: SqlEntityManager,
    private readonly schema: string,
    private readonly origin: Origin,
  ) {}

  /** How many messages this transaction put into the outbox. */
  get outgoing(): number {
    return this.sent;
  }

  /** Queues of which a job may start once it has committed. */
  get queues(): Iterable<string> {
    return this.woken.keys();
  }

  /** Notes what a statement of its own put into the outbox, and whose runners are to look. */
  noteSent(messages: number, queues: Iterable<string> = []): void {
    this.sent += messages;
    for (const queue of queues) this.woken.set(queue, (this.woken.get(queue) ?? 0) + messages);
  }

  /** Rows of a query with `?` placeholders, inside the transaction. */
  async rows<T extends object>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.em.execute<T[]>(sql, [...params]);
  }

  /**
   * Tell of an event once the transaction has committed. `of` names the thing it is about where the contract's own rule
   * does not fit. @returns the event's id
   */
  async emit<C extends EventContract>(
    contract: C,
    payload: CarriesIn<C>,
    { of }: { of?: string } = {},
  ): Promise<string> {
    const id = uuidv7();
    const carries = contract.carries.parse(payload) as Carries<C>;
    await this.post(id, contract.subject, of ?? aggregateOf(contract, carries), carries);
    return id;
  }

  /**
   * Put work into a queue of this service once the transaction has committed.
   * @returns the job's id; with a key it may be one that waits already
   * @throws TypeError for a queue of another service: that one is asked, with EnqueueJob
   */
  async enqueue<C extends JobContract>(contract: C, payload: CarriesIn<C>, order: JobOrder = {}): Promise<string> {
    const { service, actor, traceparent, mayPublish } = this.origin;
    const owner = contract.queue.service;
    if (service !== undefined && owner !== service)
      throw new TypeError(`${contract.subject} belongs to ${owner}: ask that service for it with EnqueueJob`);
    mayPublish(contract.subject);
    const { name, concurrency } = contract.queue;
    // Who is woken works until nothing waits: as many as may run at a time are enough, however many jobs there are.
    const ticket = (this.woken.get(name) ?? 0) < concurrency;
    const { id, state, told, waits } = await placeJob(
      this,
      this.schema,
      {
        ...{ contract, ticket },
        payload: contract.carries.parse(payload),
        askedBy: order.askedBy ?? actor(),
        traceparent: traceparent(),
        known: this.placed,
      },
      order,
    );
    if (state === 'WAITING') this.placed.add(id);
    // whose turn comes after another's is started by the end of that
    this.noteSent(told ? 1 : 0, waits ? [] : [name]);
    return id;
  }

  /** Writes what is still kept; its owner does so before the commit. */
  async flush(): Promise<void> {
    if (this.kept.length === 0) return;
    const messages = this.kept;
    this.kept = [];
    this.keptBody = 0;
    await insertOutgoing(this, this.schema, messages);
  }

  private async post(id: string, subject: string, aggregate: string, payload: unknown): Promise<void> {
    this.origin.mayPublish(subject);
    const body = JSON.stringify(payload);
    if (body.length > LARGEST_BODY) throw new RangeError(`a message of ${subject} is too large for the bus`);
    this.kept.push({ id, subject, aggregate, body, traceparent: this.origin.traceparent() });
    this.keptBody += body.length;
    this.sent += 1;
    if (this.kept.length >= MOST_KEPT.messages || this.keptBody >= MOST_KEPT.body) await this.flush();
  }
}
