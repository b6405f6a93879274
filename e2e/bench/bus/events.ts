import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { Database } from '@nightjar/persistence';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { spread, type Spread } from './figures.js';
import { Happened, Seen, Unheard } from './messages.js';
import type { Place } from './place.js';

const SINGLE = 1000;
const BETWEEN_MS = 8;
const MANY = 30_000;
const AT_ONCE = 500;

/** From the moment a commit returned to the first line of the handler, in another process; one event at a time. */
export async function commitToHandler({ bus, producer, relay }: Place): Promise<Spread> {
  const running = relay(producer);
  running.start();
  await bus.ask(Seen, {});
  const committed = new Map<number, bigint>();
  for (let n = 0; n < SINGLE; n++) {
    await producer.transaction((tx) => tx.emit(Happened, { n, text: `thing ${n}` }));
    committed.set(n, process.hrtime.bigint());
    await pause(BETWEEN_MS);
  }
  const seen = await collected(bus, 'events', SINGLE);
  await running.stop();
  const warm = seen.filter(([n]) => n >= 50);
  return spread(warm.map(([n, at]) => Number(BigInt(at) - (committed.get(n) ?? 0n)) / 1e6));
}

/** What the outbox lets through, and what comes of it. All in events per second. */
export interface Throughput {
  /** Bare NATS: messages of the same size to the same stream, as many at once; what server and disk allow. */
  readonly raw: number;
  /** From a full outbox to the stream's acknowledgement and the mark, while nobody reads. */
  readonly alone: number;
  /** The same while a consumer works on the same cores, with an inbox key for each. */
  readonly beside: number;
  /** From the same full outbox to the consumer's handler. */
  readonly handled: number;
}

export async function throughput(place: Place): Promise<Throughput> {
  const { bus } = place;
  const raw = await rawPublished(place);
  const alone = await relayed(place, Unheard, () => Promise.resolve());
  await bus.ask(Seen, {});
  let seen: Awaited<ReturnType<typeof collected>> = [];
  const beside = await relayed(place, Happened, async () => {
    seen = await collected(bus, 'events', MANY);
  });
  const last = seen.reduce((latest, [, at]) => (BigInt(at) > latest ? BigInt(at) : latest), 0n);
  return { raw, alone: alone.perSecond, beside: beside.perSecond, handled: rate(MANY, beside.since, last) };
}

async function rawPublished({ natsUrl, namespace }: Place): Promise<number> {
  const connection = await connect({ servers: natsUrl, noAsyncTraces: true });
  const stream = jetstream(connection);
  const subject = `${namespace}.${Unheard.subject}`;
  let since = 0n;
  for (const count of [AT_ONCE, MANY]) {
    // The first is to be warm.
    since = process.hrtime.bigint();
    for (let n = 0; n < count; n += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, i) => {
          const body = JSON.stringify({ n: n + i, text: `thing ${n + i}` });
          return stream.publish(subject, body, { msgID: randomUUID() });
        }),
      );
  }
  const until = process.hrtime.bigint();
  await connection.close();
  return rate(MANY, since, until);
}

/** Fills the outbox, lets it out, and waits until what it causes is over. */
async function relayed(
  { producer, relay }: Place,
  contract: typeof Happened | typeof Unheard,
  over: () => Promise<void>,
): Promise<{ readonly perSecond: number; readonly since: bigint }> {
  for (let n = 0; n < MANY; n += AT_ONCE)
    await producer.transaction(async (tx) => {
      for (let i = 0; i < AT_ONCE; i++) await tx.emit(contract, { n: n + i, text: `thing ${n + i}` });
    });
  const running = relay(producer);
  const since = process.hrtime.bigint();
  running.start();
  while (await waits(producer)) await pause(20);
  const perSecond = rate(MANY, since, process.hrtime.bigint());
  await over();
  await running.stop();
  return { perSecond, since };
}

/** Per second. */
export const rate = (count: number, since: bigint, until: bigint): number =>
  Math.round(count / (Number(until - since) / 1e9));

/** By the index that the relay reads: to count the rows each time is a load of its own. */
async function waits(database: Database): Promise<boolean> {
  const [row] = await database.rows<{ waits: boolean }>(
    `select exists (select 1 from ${database.schema}.outbox where sent_at is null or again) as waits`,
  );
  return row?.waits === true;
}

/** What the worker has handled, once it is all there. @throws when it does not come within two minutes */
export async function collected(
  bus: Place['bus'],
  kind: 'events' | 'jobs',
  count: number,
): Promise<(readonly [number, string])[]> {
  const all: (readonly [number, string])[] = [];
  for (const end = Date.now() + 120_000; all.length < count; await pause(50)) {
    if (Date.now() > end) throw new Error(`only ${all.length} of ${count} ${kind} were handled within two minutes`);
    all.push(...(await bus.ask(Seen, {}))[kind]);
  }
  if (new Set(all.map(([n]) => n)).size !== count) throw new Error(`${kind} were handled more than once`);
  return all;
}
