import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { Bus, type Meta } from '@nightjar/bus';
import { ReconcileAgent, TargetAdded } from '@nightjar/contracts';
import { createDatabase, Database, dropDatabase, migration } from '@nightjar/persistence';
import {
  CommonConfig,
  defineService,
  Handles,
  startService,
  type Hears,
  type RunningService,
} from '@nightjar/service-kit';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { startOwnNats, stopTestServers, testServers, type Server } from './servers.js';

/** Lets a test drop the streams. */
const NAMESPACE = 'lost';

@Module({})
class TellerModule {}

const teller = defineService({
  name: 'teller',
  says: 'Tells of targets.',
  config: CommonConfig.extend({}),
  module: TellerModule,
  emits: [TargetAdded],
  asks: [ReconcileAgent],
  database: { schema: 'teller', entities: [], migrations: [] },
});

/** Its effects are not idempotent: each one that comes twice is seen. */
@Controller()
class HearerController {
  constructor(private readonly database: Database) {}

  @Handles(TargetAdded)
  async note({ id, name }: Hears<typeof TargetAdded>, meta: Meta): Promise<void> {
    await new Promise((done) => setTimeout(done, 5));
    await this.database.once(meta, (tx) => tx.rows('insert into hearer.note (of, says) values (?, ?)', [id, name]));
  }
}

@Module({ controllers: [HearerController] })
class HearerModule {}

const hearer = defineService({
  name: 'hearer',
  says: 'Hears of targets.',
  config: CommonConfig.extend({}),
  module: HearerModule,
  database: {
    schema: 'hearer',
    entities: [],
    migrations: [
      migration(
        '0001_create_note',
        'create table hearer.note (n bigint generated always as identity, of text not null, says text not null)',
      ),
    ],
  },
});

describe('with the broker’s store deleted', () => {
  let nats: Server;
  let store: string;
  let server: string;
  let databaseUrl: string;
  let environment: Record<string, string>;
  const running: RunningService[] = [];
  const start = async (definition: typeof teller): Promise<RunningService> => {
    const service = await startService(definition, { environment });
    running.push(service);
    return service;
  };

  beforeEach(async () => {
    server = (await testServers()).databaseUrl;
    store = await mkdtemp(join(tmpdir(), 'nightjar-lost-'));
    nats = await startOwnNats({ dir: store });
    databaseUrl = await createDatabase(server, `lost_${randomBytes(5).toString('hex')}`);
    environment = {
      NIGHTJAR_HOME: store,
      NIGHTJAR_DATABASE_URL: databaseUrl,
      NIGHTJAR_NATS_URL: nats.url,
      NIGHTJAR_BUS_NAMESPACE: NAMESPACE,
      NIGHTJAR_LOG_LEVEL: process.env['NIGHTJAR_LOG_LEVEL'] ?? 'silent',
    };
  });
  afterEach(async () => {
    for (const service of running.splice(0)) await service.stop();
    await nats.stop();
    await rm(store, { recursive: true, force: true });
    await dropDatabase(server, new URL(databaseUrl).pathname.slice(1));
    await stopTestServers();
  });

  const told: string[] = [];
  const tell = async ({ database }: RunningService, count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const name = String(told.length);
      told.push(name);
      const id = `tgt_0118c4a2-6d10-7000-8000-00000000000${told.length % 3}`;
      await database?.transaction((tx) => tx.emit(TargetAdded, { ...TargetAdded.example, id, name }));
    }
  };
  beforeEach(() => void told.splice(0));

  const effects = async ({ database }: RunningService): Promise<{ of: string; says: string }[]> =>
    (await database?.rows<{ of: string; says: string }>('select of, says from hearer.note order by n')) ?? [];
  const heardAll = async (service: RunningService): Promise<boolean> =>
    new Set((await effects(service)).map(({ says }) => says)).size === told.length;
  /** Every event's effect once, and those about one target in the order they were told. */
  const expectOnceEach = async (service: RunningService): Promise<void> => {
    const seen = await effects(service);
    expect(seen.map(({ says }) => says).sort(byNumber)).toEqual(told);
    for (const target of new Set(seen.map(({ of }) => of))) {
      const line = seen.filter(({ of }) => of === target).map(({ says }) => says);
      expect(line).toEqual([...line].sort(byNumber));
    }
  };

  /** What a lost disk, or a broker that had not synced, does. */
  const loseStore = async (meanwhile: () => Promise<void>): Promise<void> => {
    const port = Number(new URL(nats.url).port);
    process.kill(nats.pid ?? 0, 'SIGKILL');
    await nats.exited;
    for (const name of await readdir(store)) await rm(join(store, name), { recursive: true, force: true });
    await meanwhile();
    nats = await startOwnNats({ dir: store, port });
  };

  it('what nobody had consumed yet is published again, before what was told during the outage', async () => {
    const source = await start(teller);
    const first = await start(hearer);
    await tell(source, 9);
    await eventually(() => heardAll(first));
    await running.pop()?.stop();
    await tell(source, 9);
    await eventually(async () => (await unsent(source)) === 0);
    await loseStore(() => tell(source, 9));
    const second = await start(hearer);
    await eventually(() => heardAll(second));
    await expectOnceEach(second);
  }, 240_000);

  it('twice, with both sides at work, every event still has its effect once and in order', async () => {
    const source = await start(teller);
    const sink = await start(hearer);
    for (let round = 0; round < 2; round++) {
      const telling = tell(source, 60);
      await loseStore(() => telling.then(() => tell(source, 6)));
      await tell(source, 6);
    }
    await eventually(() => heardAll(sink));
    await eventually(async () => (await unsent(source)) === 0);
    await expectOnceEach(sink);
  }, 240_000);

  it('only the stream dropped under running services, it is made again within seconds', async () => {
    const source = await start(teller);
    const sink = await start(hearer);
    await tell(source, 3);
    await eventually(() => heardAll(sink));
    const operator = await Bus.connect({ url: nats.url, name: 'operator', namespace: NAMESPACE });
    await operator.broker.dropStreams();
    await tell(source, 3);
    await eventually(() => heardAll(sink));
    const again = await operator.ask(ReconcileAgent, {}, { instance: 'teller' });
    expect(again).toEqual({ events: 0, jobs: 0, consumers: 0 });
    await expectOnceEach(sink);
    await operator.close();
  }, 240_000);
});

const byNumber = (a: string, b: string): number => Number(a) - Number(b);

async function unsent({ database }: RunningService): Promise<number> {
  const [row] = (await database?.rows<{ n: number }>(
    'select count(*)::int as n from teller.outbox where sent_at is null or again',
  )) ?? [{ n: -1 }];
  return row?.n ?? -1;
}
