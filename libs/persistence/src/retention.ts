import type { Database } from './database.js';

const DAY_S = 86_400;
/** Rows that go in one transaction, so that no lock is held for long. */
const BATCH = 1000;
const PAUSE_MS = 100;

export interface Ages {
  /** Seconds after which a sent event may go. */
  readonly sentS: number;
  /** Seconds after which the key of a handled event may go. */
  readonly keyS: number;
}

/**
 * How long is kept what. An event may be published again until `keepDays` after it was first sent, when the broker has
 * lost it; what was published then may be delivered for as long as a stream keeps it. No key may go before.
 */
export function agesOf(keepDays: number, streamKeepsDays = keepDays): Ages {
  const day = 1;
  return { sentS: keepDays * DAY_S, keyS: (keepDays + Math.max(keepDays, streamKeepsDays) + day) * DAY_S };
}

/** What a step deletes at most once: the oldest rows of a table that are older than they need to be. */
interface Step {
  readonly table: string;
  readonly sql: (schema: string) => string;
  readonly age: (ages: Ages) => number;
}

const STEPS: readonly Step[] = [
  {
    table: 'outbox',
    // Only among the oldest: a row behind one that still waits to be sent goes later.
    sql: (schema) => `delete from ${schema}.outbox where seq in (
        select seq from (select seq, sent_at, again from ${schema}.outbox order by seq limit ${BATCH}) as oldest
        where sent_at < clock_timestamp() - make_interval(secs => ?) and not again)`,
    age: ({ sentS }) => sentS,
  },
  {
    table: 'inbox',
    sql: (schema) => `delete from ${schema}.inbox where ctid = any(array(
        select ctid from ${schema}.inbox where received_at < clock_timestamp() - make_interval(secs => ?) limit ${BATCH}))`,
    age: ({ keyS }) => keyS,
  },
  {
    table: 'job',
    sql: (schema) => `delete from ${schema}.job where ctid = any(array(
        select ctid from ${schema}.job where finished_at < clock_timestamp() - make_interval(secs => ?) limit ${BATCH}))`,
    age: ({ sentS }) => sentS,
  },
  {
    table: 'answered',
    // Also one whose end nobody knows: after so long nobody sends it again. What still runs says that it lives.
    sql: (schema) => `delete from ${schema}.answered where ctid = any(array(
        select ctid from ${schema}.answered where at < clock_timestamp() - make_interval(secs => ?)
        and (state = 'DONE' or alive_until < clock_timestamp()) limit ${BATCH}))`,
    age: ({ sentS }) => sentS,
  },
  {
    table: 'out_of_date',
    sql: (schema) => `delete from ${schema}.out_of_date where ctid = any(array(
        select ctid from ${schema}.out_of_date
        where received_at < clock_timestamp() - make_interval(secs => ?) limit ${BATCH}))`,
    age: ({ sentS }) => sentS,
  },
];

/**
 * Deletes in small batches what need not be kept any longer. Dead letters stay until a person decides. One process at a
 * time: another that comes meanwhile goes away.
 * @returns how many rows went
 */
export async function prune(database: Database, ages: Ages, signal: AbortSignal): Promise<number> {
  const { schema } = database;
  const there = await database.rows<{ name: string }>(
    'select table_name as name from information_schema.tables where table_schema = ?',
    [schema],
  );
  let gone = 0;
  for (const step of STEPS.filter(({ table }) => there.some(({ name }) => name === table))) {
    for (let batch = BATCH; batch === BATCH && !signal.aborted; gone += batch) {
      batch = await database.transaction(async (tx) => {
        const [lock] = await tx.rows<{ mine: boolean }>(
          'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as mine',
          [`prune ${schema}`],
        );
        if (!lock?.mine) return 0;
        return (await tx.rows(`${step.sql(schema)} returning 1`, [step.age(ages)])).length;
      });
      if (batch === BATCH) await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }
  return gone;
}
