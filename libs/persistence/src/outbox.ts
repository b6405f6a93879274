import pg from 'pg';
import type { Outgoing } from './outgoing.js';

/** A message waiting to leave, with its place in the line. */
export interface Waiting extends Outgoing {
  readonly seq: string;
}

/** Longer than this PostgreSQL does not take over so small a question; then the connection is taken for dead. */
const QUERY_TIMEOUT_MS = 10_000;
const FROZEN_MS = 15_000;

/**
 * The outbox as its relay sees it, over a connection of its own: prepared statements, no mapping, payloads left as the
 * text they are. Whoever holds the claim is the only one that empties this outbox; it ends with the connection.
 */
export class Outbox {
  private client: Promise<pg.Client> | undefined;
  /** A connection answers one question at a time. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly schema: string,
  ) {}

  /** @returns false while another process empties this outbox */
  async claim(): Promise<boolean> {
    const [row] = await this.ask<{ mine: boolean }>(
      'claim',
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as mine',
      [`outbox ${this.schema}`],
    );
    return row?.mine === true;
  }

  async release(): Promise<void> {
    await this.ask('release', 'select pg_advisory_unlock(hashtextextended($1, 0))', [`outbox ${this.schema}`]);
  }

  /**
   * The messages that wait longest. Their numbers are given at the insert: of two transactions that change one thing the
   * second waits for the first's lock, so its messages have the higher number.
   * @param after only those behind this number: what stands before it is on its way
   */
  async waiting(limit: number, after = '0'): Promise<Waiting[]> {
    return this.ask<Waiting>(
      'waiting',
      `select seq, id, subject, coalesce(aggregate, subject) as aggregate, payload::text as body, traceparent
       from ${this.schema}.outbox where (sent_at is null or again) and seq > $2 order by seq limit $1`,
      [limit, after],
    );
  }

  /** Marks what the bus has acknowledged. Losing a mark in a crash only publishes again, under the same id. */
  async mark(sent: readonly Waiting[]): Promise<void> {
    await this.ask(
      'mark',
      `update ${this.schema}.outbox set sent_at = coalesce(sent_at, clock_timestamp()), again = false
       where seq = any($1::bigint[])`,
      [sent.map(({ seq }) => seq)],
    );
  }

  /** Ends the connection, and with it the claim. */
  async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.then((open) => open.end()).catch(() => undefined);
  }

  private ask<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const answer = this.turn.then(() => this.query<Row>(name, text, values));
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async query<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    this.client ??= this.connect();
    try {
      const client = await this.client;
      const { rows } = await client.query<Row>({ name, text, values });
      return rows;
    } catch (fault) {
      await this.close();
      throw fault;
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: `nightjar outbox ${this.schema}`,
      keepAlive: true,
      connectionTimeoutMillis: QUERY_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      // A mark lost in a crash is harmless, so no commit of ours waits for the disk. A relay asks every second; one that
      // is silent is frozen or cut off, and its claim must not keep others from the outbox.
      options: `-c synchronous_commit=off -c idle_session_timeout=${FROZEN_MS}`,
    });
    // What is asked next fails, and makes another connection; unheard, the event would end the process.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
