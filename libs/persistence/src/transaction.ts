import { newId, uuidv7, type Carries, type CarriesIn, type EventContract, type JobContract } from '@nightjar/contracts';
import type { SqlEntityManager } from '@mikro-orm/sql';

/** A message waiting in the outbox for the relay. */
export interface Outgoing {
  readonly id: string;
  readonly subject: string;
  readonly payload: unknown;
  readonly traceparent: string | null;
}

/** What an inbox key needs to know of an incoming message. */
export interface Incoming {
  readonly id: string;
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

  /** Tell of an event once the transaction has committed. @returns the event's id */
  async emit<C extends EventContract>(contract: C, payload: CarriesIn<C>): Promise<string> {
    const id = uuidv7();
    await this.post(id, contract.subject, contract.carries.parse(payload) as Carries<C>);
    return id;
  }

  /** Put work into a queue once the transaction has committed. @returns the job's id */
  async enqueue<C extends JobContract>(contract: C, payload: CarriesIn<C>): Promise<string> {
    const id = newId('job');
    await this.post(id, contract.subject, contract.carries.parse(payload) as Carries<C>);
    return id;
  }

  private async post(id: string, subject: string, payload: unknown): Promise<void> {
    this.mayPublish(subject);
    await this.em.execute(
      `insert into ${this.schema}.outbox (id, subject, payload, traceparent) values (?, ?, ?::jsonb, ?)`,
      [id, subject, JSON.stringify(payload), this.traceparent()],
    );
    this.sent += 1;
  }
}
