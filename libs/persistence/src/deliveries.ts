import type { Incoming } from './inbox.js';
import type { Transaction } from './transaction.js';

/**
 * Messages that came again, and over which of them their holders died. A first delivery is not recorded: nearly every
 * message has no other.
 */
export class Deliveries {
  constructor(
    private readonly database: Pick<Transaction, 'rows'>,
    private readonly schema: string,
  ) {}

  /** Notes that `holder` begins. @returns how many earlier holders began and never ended */
  async begin({ consumer, id }: Incoming, holder: string): Promise<number> {
    const [row] = await this.database.rows<{ deaths: number }>(
      `insert into ${this.schema}.delivery as old (consumer, event_id, holder) values (?, ?, ?)
       on conflict (consumer, event_id) do update
         set holder = excluded.holder,
             deaths = old.deaths + (old.holder is not null and old.holder <> excluded.holder)::int
       returning deaths`,
      [consumer, id, holder],
    );
    return row?.deaths ?? 0;
  }

  /** The holder lives: whatever came of the message, it killed nobody this time. */
  async end({ consumer, id }: Incoming): Promise<void> {
    await this.database.rows(`update ${this.schema}.delivery set holder = null where consumer = ? and event_id = ?`, [
      consumer,
      id,
    ]);
  }

  /** The message is settled and will not be asked about again. */
  async forget({ consumer, id }: Incoming): Promise<void> {
    await this.database.rows(`delete from ${this.schema}.delivery where consumer = ? and event_id = ?`, [consumer, id]);
  }
}
