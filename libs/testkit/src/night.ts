import { Bus, type AskOptions } from '@nightjar/bus';
import type {
  Carries,
  CarriesIn,
  EventContract,
  Gives,
  JobContract,
  RequestContract,
  Site,
  TakesIn,
} from '@nightjar/contracts';
import { createDatabase, Database, dropDatabase } from '@nightjar/persistence';
import {
  PlayedClock,
  readSite,
  startService,
  type Clock,
  type CommonConfig,
  type RunningService,
  type ServiceDefinition,
} from '@nightjar/service-kit';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Recorder } from './recorder.js';
import { AppProcess } from './app-process.js';
import { stopTestServers, testServers } from './servers.js';

export interface NightOptions {
  /** Services started in this process, from source. */
  readonly services?: readonly ServiceDefinition<typeof CommonConfig>[];
  /** Default: a night at San Pedro Mártir at the pace of the wall clock. */
  readonly clock?: Clock;
  readonly site?: Site;
  readonly environment?: Readonly<Record<string, string>>;
}

/** All spans of this test file, whatever the night. Traces belong to the process. */
const spans = new InMemorySpanExporter();

/**
 * A real bus and a real database in a line, disposed by scope:
 * ```ts
 * await using night = await startNight({ services: [alerts] });
 * ```
 */
export async function startNight(options: NightOptions = {}): Promise<Night> {
  const servers = await testServers();
  const namespace = `t${randomBytes(5).toString('hex')}`;
  const [databaseUrl, home] = await Promise.all([
    createDatabase(servers.databaseUrl, `night_${namespace}`),
    mkdtemp(join(tmpdir(), 'nightjar-night-')),
  ]);
  const bus = await Bus.connect({ url: servers.natsUrl, name: `test-${namespace}`, namespace });
  const night = new Night(bus, home, servers.databaseUrl, databaseUrl, {
    clock: options.clock ?? new PlayedClock(new Date('2008-03-19T06:12:00Z'), 1),
    site: options.site ?? readSite('san-pedro-martir'),
    environment: {
      NIGHTJAR_HOME: home,
      NIGHTJAR_DATABASE_URL: databaseUrl,
      NIGHTJAR_NATS_URL: servers.natsUrl,
      NIGHTJAR_BUS_NAMESPACE: namespace,
      NIGHTJAR_LOG_LEVEL: process.env['NIGHTJAR_LOG_LEVEL'] ?? 'silent',
      ...options.environment,
    },
  });
  for (const service of options.services ?? []) await night.start(service);
  return night;
}

interface Setting {
  readonly clock: Clock;
  readonly site: Site;
  readonly environment: Readonly<Record<string, string>>;
}

export class Night implements AsyncDisposable {
  private readonly running: RunningService[] = [];
  private readonly processes: AppProcess[] = [];
  private readonly queries: Promise<Database>;
  readonly recorder: Recorder;
  readonly spans = spans;

  constructor(
    readonly bus: Bus,
    /** NIGHTJAR_HOME of this night. */
    readonly home: string,
    private readonly serverUrl: string,
    readonly databaseUrl: string,
    private readonly setting: Setting,
  ) {
    this.recorder = new Recorder(bus);
    this.queries = Database.open({ url: databaseUrl, schema: 'testkit', entities: [], migrations: [] });
  }

  get clock(): Clock {
    return this.setting.clock;
  }

  get site(): Site {
    return this.setting.site;
  }

  get environment(): Readonly<Record<string, string>> {
    return this.setting.environment;
  }

  /** Starts a service in this process; again, after a `stop`, on the same records. */
  async start(definition: ServiceDefinition<typeof CommonConfig>): Promise<RunningService> {
    const { clock, site, environment } = this.setting;
    const service = await startService(definition, { clock, site, environment, spans });
    this.running.push(service);
    return service;
  }

  /** Stops a service that was started in this process, in order. */
  async stop(name: string): Promise<void> {
    const service = this.running.find((each) => each.name === name);
    if (!service) throw new Error(`${name} does not run in this night`);
    this.running.splice(this.running.indexOf(service), 1);
    await service.stop();
  }

  /** Starts an app as a process of its own, from its `dist`: something that can really be killed. */
  async spawn(app: string, environment: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const child = AppProcess.start(app, { ...this.setting.environment, ...environment });
    this.processes.push(child);
    return child;
  }

  ask<C extends RequestContract>(contract: C, payload: TakesIn<C>, options?: AskOptions): Promise<Gives<C>> {
    return this.bus.ask(contract, payload, options);
  }

  /**
   * Tells of an event or gives a job as another service's outbox would. With a `streamId` of its own the stream takes
   * a message for new although consumers have had it: what happens when its window of duplicates has passed.
   */
  async publish<C extends EventContract | JobContract>(
    contract: C,
    payload: CarriesIn<C>,
    message: { id?: string; streamId?: string; traceparent?: string } = {},
  ): Promise<void> {
    await this.bus.publishStored({
      id: message.id ?? randomBytes(8).toString('hex'),
      ...(message.streamId ? { streamId: message.streamId } : {}),
      subject: contract.subject,
      body: JSON.stringify(contract.carries.parse(payload)),
      traceparent: message.traceparent ?? null,
    });
  }

  until<C extends EventContract>(
    contract: C,
    fits?: (payload: Carries<C>) => boolean,
    timeoutMs?: number,
  ): Promise<Carries<C>> {
    return this.recorder.until(contract, fits, timeoutMs);
  }

  /** Rows of a query over any schema of this night. */
  async sql<T extends object>(query: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.queries).rows<T>(query, params);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.processes.map((child) => child.stop()));
    await Promise.allSettled(this.running.map((service) => service.stop()));
    await this.recorder.stop();
    await this.bus.broker.dropStreams().catch(() => undefined);
    await this.bus.close();
    await (await this.queries).close();
    await dropDatabase(this.serverUrl, new URL(this.databaseUrl).pathname.slice(1)).catch(() => undefined);
    await rm(this.home, { recursive: true, force: true });
    await stopTestServers();
  }
}
