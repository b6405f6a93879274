import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { SafetyChanged, TargetAdded } from '@nightjar/contracts';
import {
  CommonConfig,
  defineService,
  Handles,
  startService,
  type Hears,
  type RunningService,
} from '@nightjar/service-kit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { startOwnPostgres, stopTestServers, testServers, type Server } from './servers.js';

const NAMESPACE = 'unrecorded';
const heard: string[] = [];

/** Its effects need no record. */
@Controller()
class WatchmanController {
  @Handles(SafetyChanged)
  safety({ because }: Hears<typeof SafetyChanged>): Promise<void> {
    heard.push(because);
    return Promise.resolve();
  }

  @Handles(TargetAdded)
  added({ name }: Hears<typeof TargetAdded>): Promise<void> {
    heard.push(name);
    return Promise.resolve();
  }
}

@Module({ controllers: [WatchmanController] })
class WatchmanModule {}

const watchman = defineService({
  name: 'watchman',
  says: 'Hears of safety.',
  config: CommonConfig.extend({}),
  module: WatchmanModule,
  database: { schema: 'watchman', entities: [], migrations: [] },
});

describe('while PostgreSQL is away', () => {
  let store: string;
  let postgres: Server;
  let service: RunningService;
  let bus: Bus;

  beforeEach(async () => {
    store = await mkdtemp(join(tmpdir(), 'nightjar-away-'));
    postgres = await startOwnPostgres();
    const { natsUrl } = await testServers();
    const environment = {
      ...{ NIGHTJAR_HOME: store, NIGHTJAR_DATABASE_URL: postgres.url, NIGHTJAR_NATS_URL: natsUrl },
      ...{ NIGHTJAR_BUS_NAMESPACE: NAMESPACE, NIGHTJAR_LOG_LEVEL: 'silent' },
    };
    bus = await Bus.connect({ url: natsUrl, name: 'tester', namespace: NAMESPACE });
    service = await startService(watchman, { environment });
  });
  afterEach(async () => {
    await service.stop();
    await postgres.stop();
    await bus.broker.dropStreams();
    await bus.close();
    await rm(store, { recursive: true, force: true });
    await stopTestServers();
  });

  it('what keeps people and hardware safe is handled at once, and what needs its inbox waits', async () => {
    await postgres.stop();
    const tell = (id: string, subject: string, payload: object): Promise<void> =>
      bus.publishStored({ id, subject, body: JSON.stringify(payload), traceparent: null });
    await tell('a', TargetAdded.subject, { ...TargetAdded.example, name: 'waits' });
    await tell('b', SafetyChanged.subject, { safe: false, because: 'wind', at: '2008-03-19T06:20:00.000Z' });
    await eventually(() => heard.length > 0);
    expect(heard).toEqual(['wind']);
  }, 240_000);
});
