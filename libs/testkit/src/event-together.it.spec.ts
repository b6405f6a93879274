import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bus } from '@nightjar/bus';
import { TargetAdded } from '@nightjar/contracts';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { stopTestServers, testServers } from './servers.js';

const NAMESPACE = `together${randomUUID().slice(0, 8)}`;
const STREAM = `${NAMESPACE}_EVENTS`;

interface Kept {
  readonly id: string;
  readonly batch: string;
}

describe('events that leave at the same moment', () => {
  let bus: Bus;
  let nc: NatsConnection;
  let jsm: JetStreamManager;
  let batches: boolean;
  let told = 0;
  const faults: string[] = [];

  beforeAll(async () => {
    const { natsUrl } = await testServers();
    bus = await Bus.connect({
      ...{ url: natsUrl, name: 'teller', namespace: NAMESPACE },
      onFault: (says, fault) => faults.push(`${says}: ${String(fault)}`),
    });
    nc = await connect({ servers: natsUrl });
    jsm = await jetstreamManager(nc);
    // what an old server gives back is no part of it
    batches = (await jsm.streams.info(STREAM)).config.allow_atomic === true;
  }, 60_000);

  afterAll(async () => {
    await bus.broker.dropStreams();
    await Promise.all([bus.close(), nc.close()]);
    await stopTestServers();
  });

  const event = (subject: string = TargetAdded.subject) => ({
    ...{ id: `${NAMESPACE}-${++told}`, subject, body: '{}', traceparent: null },
    aggregate: `thing ${told}`,
  });
  const leave = (events: readonly ReturnType<typeof event>[]) =>
    Promise.allSettled(events.map((one) => bus.publishStored(one)));
  const many = (count: number) => Array.from({ length: count }, () => event());

  /** What the stream has of these, in its order. */
  async function kept(events: readonly { readonly id: string }[]): Promise<Kept[]> {
    const { state } = await jsm.streams.info(STREAM);
    const wanted = new Set(events.map(({ id }) => id));
    const found: Kept[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const header = (await jsm.streams.getMessage(STREAM, { seq }))?.header;
      const id = header?.get('Nats-Msg-Id') ?? '';
      if (wanted.has(id)) found.push({ id, batch: header?.get('Nats-Batch-Id') ?? '' });
    }
    return found;
  }

  it('are stored in the order in which they were told, and as one, where the server can do so', async () => {
    const events = many(100);
    const ends = await leave(events);
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    const there = await kept(events);
    expect(there.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    const names = new Set(there.map(({ batch }) => batch));
    expect({ of: names.size, named: !names.has('') }).toEqual({ of: 1, named: batches });
  });

  it('are stored once each, also where the stream has some of them already', async () => {
    const events = many(60);
    await leave(events.slice(10, 15));
    const ends = await leave(events);
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect((await kept(events)).map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
    // after a crash that is nothing to be told of
    expect(faults).toEqual([]);
  });

  it('do not keep one another from the stream: one that cannot leave fails alone', async () => {
    const never = event(`${TargetAdded.subject} with spaces`);
    const events = [...many(30), never, ...many(30)];
    const ends = await leave(events);
    expect(ends.flatMap(({ status }, i) => (status === 'rejected' ? [events[i]?.id] : []))).toEqual([never.id]);
    expect((await kept(events)).map(({ id }) => id)).toEqual(events.filter((one) => one !== never).map(({ id }) => id));
  });

  it('leave one by one where they are few, or where the stream takes no batches', async () => {
    const few = many(5);
    await leave(few);
    expect((await kept(few)).map(({ batch }) => batch)).toEqual(few.map(() => ''));
    if (batches) await jsm.streams.update(STREAM, { allow_atomic: false });
    const events = many(40);
    const ends = await leave(events);
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await kept(events)).toEqual(events.map(({ id }) => ({ id, batch: '' })));
    const refused = expect.stringMatching(/^a batch of events was not stored; they leave one by one: .*atomic publish/);
    expect(faults.slice(-1)).toEqual(batches ? [refused] : []);
    await bus.broker.declareStreams();
    expect((await jsm.streams.info(STREAM)).config.allow_atomic ?? false).toBe(batches);
  });
});
