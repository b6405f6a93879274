import type { Transaction } from './transaction.js';

/** What an inbox key needs to know of an incoming message. */
export interface Incoming {
  readonly id: string;
  /** The consumer it was delivered to; null for a request. */
  readonly consumer: string | null;
  /** Given when it is handled outside its turn: a dead letter, or a past event once `again`. */
  readonly origin?: 'letter' | 'again';
}

type Rows = Pick<Transaction, 'rows'>;

/** Requests are told apart by their own identifier alone. */
const consumerOf = (message: Incoming): string => message.consumer ?? 'request';

/** An array of any texts, as PostgreSQL writes it. */
const arrayOf = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** The keys of the messages that have had their effect: (consumer, event), each once, for as long as one may come again. */
export class Inbox {
  /** Messages whose key is known to be written, by the object that came with the handler's call. */
  private readonly written = new WeakSet<Incoming>();

  constructor(
    private readonly database: Rows,
    private readonly schema: string,
  ) {}

  /** Whether the message has had its effect, also a moment ago and through `Database.once`. */
  async has(message: Incoming): Promise<boolean> {
    return this.knows(message) || (await this.had(consumerOf(message), [message.id])).has(message.id);
  }

  /** Whether the key of this very message, as its handler got it, is known to be written. */
  knows(message: Incoming): boolean {
    return this.written.has(message);
  }

  /** Which of many messages a consumer has had. As an array each is looked up in the index; of a subquery PostgreSQL makes a look at all it ever had. */
  async had(consumer: string, ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.rows<{ id: string }>(
      `select event_id as id from ${this.schema}.inbox where consumer = ? and event_id = any(?::text[])`,
      [consumer, arrayOf(ids)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Writes the key of a message that has been handled, unless its effect has brought it along. */
  async note(message: Incoming): Promise<void> {
    if (this.written.has(message)) return;
    await this.take(this.database, message);
    this.written.add(message);
  }

  /**
   * Writes the keys of messages that one consumer has handled in their turn, in one statement; in one order, so that two
   * processes with the same messages wait for each other and never both.
   */
  async noteAll(consumer: string, ids: readonly string[]): Promise<void> {
    await this.database.rows(
      `insert into ${this.schema}.inbox (consumer, event_id)
       select ?, id from unnest(?::text[]) as id order by id on conflict do nothing`,
      [consumer, arrayOf(ids)],
    );
  }

  /** Called when the transaction that took the key is true. */
  committed(message: Incoming): void {
    this.written.add(message);
  }

  /**
   * Writes the key within a transaction; the dead letter that the message came from, if any, goes with it.
   * @returns whether the message is to have its effect
   */
  async take(within: Rows, message: Incoming): Promise<boolean> {
    const key = [consumerOf(message), message.id];
    const again = message.origin === 'again' ? 'do update set received_at = excluded.received_at' : 'do nothing';
    const fresh = await within.rows(
      `insert into ${this.schema}.inbox (consumer, event_id) values (?, ?)
       on conflict (consumer, event_id) ${again} returning consumer`,
      key,
    );
    if (message.origin === 'letter') {
      await within.rows(`delete from ${this.schema}.dead_letter where consumer = ? and message_id = ?`, key);
    }
    return fresh.length > 0;
  }
}
