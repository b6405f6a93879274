import type { INestApplicationContext, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Bus, Gate, Sender } from '@nightjar/bus';
import type { Site } from '@nightjar/contracts';
import { Database, type DatabaseOptions } from '@nightjar/persistence';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { mkdir } from 'node:fs/promises';
import type { z } from 'zod';
import { Agent } from './agent.js';
import { BusStrategy } from './bus-strategy.js';
import { clockFrom, Clock } from './clock.js';
import { CommandIntake } from './command-intake.js';
import { CommonConfig, configFile, readConfig } from './config.js';
import { rightsOf, type Declaration } from './declaration.js';
import { identityOf } from './identity.js';
import { CONFIG, SITE } from './tokens.js';
import { Events } from './events.js';
import { Leadership } from './leadership.js';
import { Log, PinoLog } from './log.js';
import { rootModule, startNest } from './nest.js';
import { openDatabase } from './open-database.js';
import { ProductStore } from './product-store.js';
import { Queues } from './queues.js';
import { readSite } from './site-file.js';
import { startTelemetry } from './telemetry.js';
import { commonChecks, Vitals } from './vitals.js';
import { VERSION } from './version.js';

/** A runner that is silent for so long loses its job to another. */
const JOB_LEASE_S = 30;

/** What a service is: one value, from which the process, the tests and the documents start it. */
export interface ServiceDefinition<C extends typeof CommonConfig = typeof CommonConfig> extends Declaration {
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
  /** For tests: a shorter lease of jobs, seconds. */
  readonly jobLeaseS?: number;
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

/**
 * Starts a service: settings, log, traces, bus, heartbeat, database, leadership, Nest, relay, in this order. Waits for
 * servers that are not there yet.
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
  const gate = new Gate(rightsOf(definition));
  const bus = await Bus.connect({
    url: config.NIGHTJAR_NATS_URL,
    name,
    namespace: config.NIGHTJAR_BUS_NAMESPACE,
    gate,
    keepEventsDays: config.NIGHTJAR_KEEP_EVENTS_DAYS,
    seed: identityOf(definition.name, config),
    onFault,
  });
  const agent = await Agent.begin({
    bus,
    name,
    service: definition.name,
    log,
    single: definition.single === true,
    ops: { port: config.NIGHTJAR_OPS_PORT, prometheus: telemetry.prometheus },
    shutdown: () => options.onShutdown?.(),
  });
  const { vitals, pause } = agent;
  const database =
    definition.database &&
    (await openDatabase(definition.database, definition.name, config.NIGHTJAR_DATABASE_URL, gate, (because) =>
      agent.waitsFor(because),
    ));
  agent.database = database;
  if (database) bus.admitBy(new CommandIntake(database, log));
  for (const check of commonChecks(database, bus, config.NIGHTJAR_HOME)) vitals.needs(check);
  const leadership =
    definition.single && database
      ? await Leadership.win({
          database,
          name: definition.name,
          bootId: vitals.bootId,
          log,
          onStandby: (because) => agent.standsBy(because),
          onLost: () => options.onShutdown?.(),
        })
      : undefined;
  agent.leads();
  const events = new Events({ ...{ bus, service: definition.name, name, database, vitals, pause, log }, config });

  const products = new ProductStore(config.NIGHTJAR_HOME);
  products
    .sweep()
    .catch((fault: unknown) => onFault('what killed processes had half written could not be removed', fault));
  const queues = new Queues({
    ...{ bus, database, service: definition.name, name, vitals, pause, log },
    ...{ only: definition.queues?.(config), leaseS: options.jobLeaseS ?? JOB_LEASE_S },
  });
  const root = rootModule(definition.module, [
    [Bus, bus],
    [Sender, new Sender(bus)],
    ...(database ? ([[Database, database]] as const) : []),
    [Clock, clock],
    [Log, log],
    [Vitals, vitals],
    [Queues, queues],
    [ProductStore, products],
    [SITE, site],
    [CONFIG, config],
  ]);
  const strategy = new BusStrategy(
    bus,
    definition.name,
    name,
    (letter) => events.bury(letter),
    pause,
    events.intake,
    queues,
  );

  const openHttp = definition.http?.bind(definition, config);
  const app = await startNest(root, strategy, log, openHttp);
  agent.hears = strategy.hears;
  events.start(queues);
  await vitals.started();

  return {
    name,
    bus,
    database,
    vitals,
    app,
    stop: async () => {
      vitals.stopping();
      await app.close();
      await events.stop();
      await leadership?.end();
      await agent.end();
      await bus.close();
      await database?.close();
    },
  };
}

const faultText = (fault: unknown): string => (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
