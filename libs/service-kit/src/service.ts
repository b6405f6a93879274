import { Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Bus, currentTraceparent } from '@nightjar/bus';
import type { Site } from '@nightjar/contracts';
import { Database, OutboxRelay, type DatabaseOptions } from '@nightjar/persistence';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { mkdir } from 'node:fs/promises';
import type { z } from 'zod';
import { serveAgent } from './agent-messages.js';
import { BusStrategy } from './bus-strategy.js';
import { clockFrom, Clock } from './clock.js';
import { CommonConfig, configFile, readConfig } from './config.js';
import { CONFIG, SITE } from './tokens.js';
import { Leadership } from './leadership.js';
import { Log, nestLogger, PinoLog } from './log.js';
import { OpsServer } from './ops-server.js';
import { Pause } from './pause.js';
import { PassThroughFilter } from './pass-through.filter.js';
import { ProductStore } from './product-store.js';
import { readSite } from './site-file.js';
import { startTelemetry } from './telemetry.js';
import { commonChecks, Vitals } from './vitals.js';
import { VERSION } from './version.js';

/** What a service is: one value, from which the process, the tests and the documents start it. */
export interface ServiceDefinition<C extends typeof CommonConfig = typeof CommonConfig> {
  readonly name: string;
  readonly says: string;
  /** Its settings, the common ones included: `CommonConfig.extend({...})`. */
  readonly config: C;
  readonly module: Type;
  /** Absent: the service keeps no record of its own. */
  readonly database?: Pick<DatabaseOptions, 'schema' | 'entities' | 'migrations'>;
  /** Present: the service also speaks HTTP. */
  http?(config: z.output<C>, app: NestExpressApplication): { port: number } | Promise<{ port: number }>;
  /** True: only one instance may work at a time; others stand by. */
  readonly single?: true;
  /** Queues this process runs; absent: all it has handlers for. */
  queues?(config: z.output<C>): readonly string[];
  /** Name of this process when several of one service run, e.g. one for each queue. */
  instance?(config: z.output<C>): string;
}

export const defineService = <C extends typeof CommonConfig>(definition: ServiceDefinition<C>): ServiceDefinition<C> =>
  definition;

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** For tests: a clock, a site and an exporter in place of the configured ones. */
  readonly clock?: Clock;
  readonly site?: Site;
  readonly spans?: SpanExporter;
  /** Called when somebody on the bus asks the agent to end. */
  readonly onShutdown?: () => void;
}

export interface RunningService {
  readonly name: string;
  readonly bus: Bus;
  readonly database: Database | undefined;
  readonly vitals: Vitals;
  readonly app: INestApplicationContext;
  stop(): Promise<void>;
}

@Module({})
class KitModule {}

/**
 * Starts a service: settings, log, traces, bus, database, Nest, relay, heartbeat, in this order. Waits for servers that
 * are not there yet.
 * @throws ConfigFaults when the settings are wrong
 */
export async function startService<C extends typeof CommonConfig>(
  definition: ServiceDefinition<C>,
  options: StartOptions = {},
): Promise<RunningService> {
  const config = readConfig(definition.config, options.environment ?? process.env, configFile(process.cwd()));
  const name = definition.instance?.(config) ?? definition.name;
  const clock = options.clock ?? clockFrom(config.NIGHTJAR_CLOCK, config.NIGHTJAR_CLOCK_ANCHOR);
  const site = options.site ?? readSite(config.NIGHTJAR_SITE);
  const log = new PinoLog(name, config.NIGHTJAR_LOG_LEVEL, clock);
  await mkdir(config.NIGHTJAR_HOME, { recursive: true });
  const telemetry = await startTelemetry({
    service: name,
    version: VERSION,
    otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    spans: options.spans,
  });

  const onFault = (says: string, fault: unknown): void => log.error(says, { fault: faultText(fault) });
  const [bus, database] = await Promise.all([
    Bus.connect({ url: config.NIGHTJAR_NATS_URL, name, namespace: config.NIGHTJAR_BUS_NAMESPACE, onFault }),
    definition.database ? openPatiently(definition.database, config.NIGHTJAR_DATABASE_URL, log) : undefined,
  ]);
  const relay =
    database &&
    new OutboxRelay(
      database,
      (message) => bus.publishStored(message),
      (fault) => onFault('the outbox waits', fault),
    );

  let ops: OpsServer | undefined;
  const pause = new Pause();
  const vitals = new Vitals(bus, name, VERSION, log, pause, () => ops?.url ?? null);
  for (const check of commonChecks(database, bus, config.NIGHTJAR_HOME)) vitals.needs(check);
  const leadership =
    definition.single && database
      ? await Leadership.win({
          database,
          name: definition.name,
          bootId: vitals.bootId,
          log,
          onLost: () => options.onShutdown?.(),
        })
      : undefined;
  ops = await OpsServer.open(config.NIGHTJAR_OPS_PORT, telemetry.prometheus, () => vitals.now);

  const root = rootModule(definition.module, [
    [Bus, bus],
    ...(database ? ([[Database, database]] as const) : []),
    [Clock, clock],
    [Log, log],
    [Vitals, vitals],
    [ProductStore, new ProductStore(config.NIGHTJAR_HOME)],
    [SITE, site],
    [CONFIG, config],
  ]);
  const strategy = new BusStrategy(
    bus,
    definition.name,
    async (letter) => {
      log.error(`gave up on ${letter.subject}: ${letter.reason}`, { messageId: letter.messageId });
      await database?.bury(letter);
    },
    pause,
    definition.queues?.(config),
  );

  const app = await startNest(definition, config, root, strategy, log);
  relay?.start();
  serveAgent({ bus, name, vitals, pause, log, shutdown: () => options.onShutdown?.() });
  await vitals.start();

  return {
    name,
    bus,
    database,
    vitals,
    app,
    stop: async () => {
      vitals.stop();
      await app.close();
      await relay?.stop();
      await leadership?.end();
      await bus.close();
      await database?.close();
      await ops?.close();
    },
  };
}

async function startNest<C extends typeof CommonConfig>(
  definition: ServiceDefinition<C>,
  config: z.output<C>,
  root: DynamicModule,
  strategy: BusStrategy,
  log: Log,
): Promise<INestApplicationContext> {
  const logger = nestLogger(log);
  if (!definition.http) {
    const app = await NestFactory.createMicroservice(root, { strategy, logger, abortOnError: false });
    app.useGlobalFilters(new PassThroughFilter());
    await app.listen();
    return app;
  }
  const app = await NestFactory.create<NestExpressApplication>(root, { logger, abortOnError: false });
  const { port } = await definition.http(config, app);
  // What such a service handles on the bus answers through HTTP's filters; so far it only asks there.
  app.connectMicroservice({ strategy }, { inheritAppConfig: false });
  await app.startAllMicroservices();
  await app.listen(port, '127.0.0.1');
  return app;
}

function rootModule(module: Type, values: readonly (readonly [unknown, unknown])[]): DynamicModule {
  const providers = values.map(([provide, useValue]) => ({ provide: provide as symbol, useValue }));
  const kit: DynamicModule = { module: KitModule, global: true, providers, exports: providers };
  return { module: class RootModule {}, imports: [kit, module] };
}

/** PostgreSQL may start after the service, or be away for a while: that is no reason to die. */
async function openPatiently(
  options: Pick<DatabaseOptions, 'schema' | 'entities' | 'migrations'>,
  url: string,
  log: Log,
): Promise<Database> {
  for (let wait = 200; ; wait = Math.min(wait * 2, 5000)) {
    try {
      return await Database.open({ ...options, url, traceparent: currentTraceparent });
    } catch (fault) {
      if (
        !/ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|starting up|shutting down|Connection terminated/i.test(
          faultText(fault),
        )
      )
        throw fault;
      log.warn(`PostgreSQL is not there yet, trying again in ${wait} ms`);
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

const faultText = (fault: unknown): string => (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
