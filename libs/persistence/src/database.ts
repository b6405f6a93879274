import { IsolationLevel, type EntitySchema, type MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { reclaimBroken } from './broken-connections.js';
import { checkFences } from './fence.js';
import type { HeldLease } from './held-lease.js';
import { Inbox, type Incoming } from './inbox.js';
import { commonTables } from './service-tables.js';
import { Transaction, type Origin } from './transaction.js';

export interface DatabaseOptions {
  readonly url: string;
  /** The service's own schema; it owns and migrates it alone. */
  readonly schema: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationObject[];
  /** Connections kept at most. */
  readonly poolSize?: number;
  /** How long a transaction may stand still before PostgreSQL ends its session; default ten seconds. */
  readonly frozenMs?: number;
  /** The W3C trace parent of the work in hand, kept with every outgoing message. */
  readonly traceparent?: () => string | null;
  /** Throws when the service may not publish to a subject, so that such a message never enters the outbox. */
  readonly mayPublish?: (subject: string) => void;
  /** Who caused the work in hand: the one who asks for the jobs it puts into queues. */
  readonly actor?: () => string;
  /** The service that owns the schema; unless given, jobs of any service may be put into it. */
  readonly service?: string;
}

/** What the migrations alone know of: indexes, constraints, comments, and the defaults that no insert leaves out. */
const KEPT_BY_MIGRATIONS =
  /^(set names|drop index|comment on|alter table \S+ (drop constraint|alter column \S+ drop default))/;

/**
 * A process that stands still in the middle of a transaction, frozen or cut off, keeps its rows locked from whoever takes
 * over; after this long PostgreSQL ends its session. Nothing of ours waits for anything but PostgreSQL in a transaction.
 */
const FROZEN_MS = 10_000;

/** A service's own part of the one PostgreSQL: the record of what is true. */
export class Database {
  private readonly wakers = new Set<() => void>();
  private readonly jobWakers = new Set<(queue: string) => void>();
  private fence: HeldLease | undefined;
  private usedSoFar = 0;
  /** What has had its effect here. */
  readonly inbox: Inbox;

  private constructor(
    private readonly orm: MikroORM,
    /** Where it is; holds the password where there is one. */
    readonly url: string,
    readonly schema: string,
    private readonly origin: Origin,
  ) {
    // What the kit asks of the inbox is no use of the record.
    this.inbox = new Inbox({ rows: (sql, params = []) => this.orm.em.fork().execute(sql, [...params]) }, schema);
  }

  /** Connects and brings the schema up to date. @throws when PostgreSQL cannot be reached or a migration fails */
  static async open(options: DatabaseOptions): Promise<Database> {
    const orm = await MikroORM.init({
      clientUrl: options.url,
      schema: options.schema,
      entities: [...options.entities],
      discovery: { warnWhenNoEntities: false },
      extensions: [Migrator],
      migrations: {
        tableName: `${options.schema}.migration`,
        migrationsList: [...commonTables(options.schema), ...options.migrations],
        snapshot: false,
        silent: true,
        disableForeignKeys: false,
      },
      pool: { min: 0, max: options.poolSize ?? 6 },
      driverOptions: {
        onPoolCreated: reclaimBroken,
        options: `-c idle_in_transaction_session_timeout=${options.frozenMs ?? FROZEN_MS}`,
      },
      forceUtcTimezone: true,
      // Every caller forks; a shared identity map would serve one caller's half-made changes to another.
      allowGlobalContext: false,
    });
    const { url, schema, service } = options;
    const database = new Database(orm, url, schema, {
      traceparent: options.traceparent ?? (() => null),
      mayPublish: options.mayPublish ?? (() => {}),
      actor: options.actor ?? (() => service ?? schema),
      service,
    });
    try {
      await database.migrate();
    } catch (fault) {
      await orm.close(true);
      throw fault;
    }
    return database;
  }

  /** How often the record has been used, by whomever: the same number before and after some work means: not by it. */
  get uses(): number {
    return this.usedSoFar;
  }

  /** A fork for reading; never share one between two callers. */
  get em(): SqlEntityManager {
    this.usedSoFar += 1;
    return this.orm.em.fork();
  }

  /** Rows of a query with `?` placeholders, outside any transaction. */
  async rows<T extends object>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.em.execute<T[]>(sql, [...params]);
  }

  /** Several questions that see the same moment: what moves from one list to another is in exactly one of them. */
  async snapshot<T>(work: (seen: Pick<Transaction, 'rows'>) => Promise<T>): Promise<T> {
    return this.em.transactional((em) => work({ rows: (sql, params = []) => em.execute(sql, [...params]) }), {
      isolationLevel: IsolationLevel.REPEATABLE_READ,
      readOnly: true,
    });
  }

  /**
   * Everything in `work` becomes true together; its events and jobs leave at once after the commit.
   * @param endsJob the first statement of `work` ends the job in hand, and does so only while that is ours: it is not
   *   asked before
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>, { endsJob = false } = {}): Promise<T> {
    let done: Transaction | undefined;
    const result = await this.em.transactional(async (em) => {
      await checkFences(em, this.schema, { lease: this.fence, job: !endsJob });
      done = new Transaction(em, this.schema, this.origin);
      const made = await work(done);
      // The rows first: who waits for one of them tells of it later, also by the numbers of the outbox.
      await em.flush();
      await done.flush();
      return made;
    });
    if (done) this.announce(done.outgoing, done.queues);
    return result;
  }

  /** Something was committed: tells the relay that messages wait, and the runners that jobs may. */
  announce(outgoing: number, queues: Iterable<string>): void {
    for (const queue of queues) for (const wake of this.jobWakers) wake(queue);
    if (outgoing > 0) for (const wake of this.wakers) wake();
  }

  /** From now on every transaction holds only while this lease does: a holder that was replaced can write nothing. */
  fencedBy(lease: HeldLease): void {
    this.fence = lease;
  }

  /**
   * The same, once for each incoming message: the inbox key (consumer, message) is written in the transaction of the
   * effect, so a message delivered again, after any length of time, has no second effect.
   * @returns what `work` returned, or undefined when its consumer had the message before
   */
  async once<T>(message: Incoming, work: (tx: Transaction) => Promise<T>): Promise<T | undefined> {
    const result = await this.transaction(async (tx) => ((await this.inbox.take(tx, message)) ? work(tx) : undefined));
    this.inbox.committed(message);
    return result;
  }

  /** Calls `wake` after each commit that left something in the outbox. @returns how to stop that */
  onOutgoing(wake: () => void): () => void {
    this.wakers.add(wake);
    return () => this.wakers.delete(wake);
  }

  /** Calls `wake` with a queue after each commit that may let a job of it start. @returns how to stop that */
  onJob(wake: (queue: string) => void): () => void {
    this.jobWakers.add(wake);
    return () => this.jobWakers.delete(wake);
  }

  /** What keeps the migrated tables from being what the entities say: statements that would mend it; indexes aside. */
  async drift(): Promise<string[]> {
    const sql = await this.orm.schema.getUpdateSchemaSQL({
      safe: true,
      dropTables: false,
      wrap: false,
      schema: this.schema,
    });
    return sql.split('\n').filter((line) => line !== '' && !KEPT_BY_MIGRATIONS.test(line));
  }

  /** A round trip to the server. @throws when it does not answer */
  async ping(): Promise<void> {
    await this.rows('select 1 as one');
  }

  async close(): Promise<void> {
    await this.orm.close(true);
  }

  /**
   * Several instances may start at once: the advisory lock lets one migrate while the others wait for it. The transaction
   * that holds it stands still meanwhile, for as long as that takes.
   */
  private async migrate(): Promise<void> {
    await this.orm.em.fork().transactional(async (em) => {
      await em.execute('set local idle_in_transaction_session_timeout = 0');
      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`migrate ${this.schema}`]);
      await this.rows(`create schema if not exists ${this.schema}`);
      await this.orm.migrator.up();
    });
  }
}
