import type { Database } from './database.js';

/** A past event, as its service's outbox keeps it. */
export interface PastEvent {
  readonly id: string;
  readonly subject: string;
  readonly aggregate: string;
  readonly payload: unknown;
  readonly traceparent: string | null;
}

export interface PastRange {
  readonly subject: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly aggregate?: string | undefined;
  readonly traceId?: string | undefined;
}

/** The streams of the broker by name, and when each was made. */
export type StreamsMade = ReadonlyMap<string, string>;

/** Rows of another service's schema are read in steps of so many. */
const STEP = 200;

/**
 * What PostgreSQL knows of events: who is owed which, who has had which. The tables are the same in every service's
 * schema and made by this library; here alone one service's are read for another.
 */
export class EventRecord {
  constructor(
    private readonly database: Database,
    /** Events sent longer ago are no longer owed to anybody. */
    private readonly keepDays: number,
  ) {}

  /** Registers a consumer of this service. @returns since when it is owed events */
  async register(durable: string, subject: string): Promise<Date> {
    const [row] = await this.database.rows<{ since: string }>(
      `insert into ${this.database.schema}.consumer as known (durable, subject, since)
       values (?, ?, clock_timestamp() - interval '1 hour')
       on conflict (durable) do update set subject = excluded.subject
       returning (extract(epoch from known.since) * 1000)::bigint::text as since`,
      [durable, subject],
    );
    return new Date(Number(row?.since));
  }

  /**
   * Holds the streams against those of the last time. When one was made anew, what its consumers have not had is marked
   * to be published again, in the transaction that notes the new stream: once, over all processes of the service.
   * @returns how many events were marked; undefined when the streams are those known
   */
  async recover(made: StreamsMade): Promise<number | undefined> {
    const { schema } = this.database;
    const noted = await this.database.rows<{ name: string; created: string }>(
      `select name, created from ${schema}.stream`,
    );
    const known = new Map(noted.map(({ name, created }) => [name, created]));
    if (![...made].some(([name, created]) => known.get(name) !== created)) return undefined;
    const schemas = await this.schemas();
    return this.database.transaction(async (tx) => {
      await tx.rows('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`recover ${schema}`]);
      let lost = 0;
      for (const [name, created] of made) {
        const [before] = await tx.rows<{ was: string | null }>(
          `with old as (select created from ${schema}.stream where name = ?),
                new as (insert into ${schema}.stream (name, created) values (?, ?)
                        on conflict (name) do update set created = excluded.created)
           select (select created from old) as was`,
          [name, name, created],
        );
        if (before?.was && before.was !== created) lost += 1;
      }
      return lost > 0 ? this.markOwed(schemas, (sql, params) => tx.rows(sql, params)) : 0;
    });
  }

  /** Marks every event of this service that a consumer is owed and has not had. @returns how many */
  async owe(): Promise<number> {
    return this.markOwed(await this.schemas(), (sql, params) => this.database.rows(sql, params));
  }

  /** Past events in the order they were written, of whichever service. */
  async *past({ subject, from, to, aggregate, traceId }: PastRange): AsyncGenerator<PastEvent> {
    for (const schema of await this.schemas()) {
      for (let after = '0'; ;) {
        const rows = await this.database.rows<PastEvent & { seq: string }>(
          `select seq::text, id, subject, coalesce(aggregate, subject) as aggregate, payload, traceparent
           from ${schema}.outbox
           where subject = ? and seq > ?::bigint
             and created_at >= coalesce(?::timestamptz, '-infinity') and created_at <= coalesce(?::timestamptz, 'infinity')
             and (?::text is null or aggregate = ?) and (?::text is null or split_part(traceparent, '-', 2) = ?)
           order by seq limit ${STEP}`,
          [subject, after, from ?? null, to ?? null, ...twice(aggregate), ...twice(traceId)],
        );
        yield* rows;
        const last = rows.at(-1);
        if (!last || rows.length < STEP) break;
        after = last.seq;
      }
    }
  }

  private async markOwed(
    schemas: readonly string[],
    rows: (sql: string, params: readonly unknown[]) => Promise<object[]>,
  ): Promise<number> {
    let marked = 0;
    for (const theirs of schemas) {
      const owed = await rows(
        `update ${this.database.schema}.outbox as told set again = true
         from ${theirs}.consumer as one
         where told.subject = one.subject and told.created_at >= one.since and not told.again
           and told.sent_at > clock_timestamp() - make_interval(secs => ?)
           and not exists (select from ${theirs}.inbox where consumer = one.durable and event_id = told.id)
           and not exists (select from ${theirs}.dead_letter where consumer = one.durable and message_id = told.id)
         returning told.seq`,
        [this.keepDays * 86_400],
      );
      marked += owed.length;
    }
    return marked;
  }

  /** Every service's schema in this database, as SQL writes it. */
  private async schemas(): Promise<string[]> {
    const rows = await this.database.rows<{ name: string }>(
      `select quote_ident(table_schema) as name from information_schema.tables
       where table_name in ('outbox', 'inbox', 'consumer', 'dead_letter')
       group by table_schema having count(*) = 4 order by table_schema`,
    );
    return rows.map(({ name }) => name);
  }
}

const twice = (value: string | undefined): [string | null, string | null] => [value ?? null, value ?? null];
