import {
  aggregateOf,
  newId,
  uuidv7,
  type Carries,
  type CarriesIn,
  type EventContract,
  type JobContract,
} from '@nightjar/contracts';
import type { SqlEntityManager } from '@mikro-orm/sql';

/** The broker takes a mebibyte, headers included; what it would never take must not wait for ever. */
const LARGEST_BODY = 900_000;

/** A message waiting in the outbox for the relay. */
export interface Outgoing {
  readonly id: string;
  readonly subject: string;
  /** The thing it is about: messages of one thing leave in the order they were written. */
  readonly aggregate: string;
  /** The payload as JSON text. */
  readonly body: string;
  readonly traceparent: string | null;
}

/**
 * One transaction of a service: rows, the events that tell of them and the jobs they cause become true together or
 * not at all.
 */
export class Transaction {
  private sent = 0;

  constructor(
    /** Entity manager inside the transaction; flushed before commit. */
    readonly em: SqlEntityManager,
    private readonly schema: string,
    private readonly traceparent: () => string | null,
    private readonly mayPublish: (subject: string) => void,
  ) {}

  /** How many messages this transaction put into the outbox. */
  get outgoing(): number {
    return this.sent;
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

  /** Put work into a queue once the transaction has committed. @returns the job's id */
  async enqueue<C extends JobContract>(contract: C, payload: CarriesIn<C>): Promise<string> {
    const id = newId('job');
    await this.post(id, contract.subject, id, contract.carries.parse(payload) as Carries<C>);
    return id;
  }

  private async post(id: string, subject: string, aggregate: string, payload: unknown): Promise<void> {
    this.mayPublish(subject);
    const body = JSON.stringify(payload);
    if (body.length > LARGEST_BODY) throw new RangeError(`a message of ${subject} is too large for the bus`);
    await this.em.execute(
      `insert into ${this.schema}.outbox (id, subject, aggregate, payload, traceparent) values (?, ?, ?, ?::jsonb, ?)`,
      [id, subject, aggregate, body, this.traceparent()],
    );
    this.sent += 1;
  }
}
