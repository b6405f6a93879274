import { Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { BusStrategy } from './bus-strategy.js';
import { nestLogger, type Log } from './log.js';
import { PassThroughFilter } from './pass-through.filter.js';

@Module({})
class KitModule {}

/** The service's module with what the kit gives every provider, each under its class or token. */
export function rootModule(module: Type, values: readonly (readonly [unknown, unknown])[]): DynamicModule {
  const providers = values.map(([provide, useValue]) => ({ provide: provide as symbol, useValue }));
  const kit: DynamicModule = { module: KitModule, global: true, providers, exports: providers };
  return { module: class RootModule {}, imports: [kit, module] };
}

/** Opens a service's own HTTP. @returns the port to listen on */
export type OpenHttp = (app: NestExpressApplication) => { port: number } | Promise<{ port: number }>;

/** Wires the service and lets it receive messages, and HTTP where it speaks that. */
export async function startNest(
  root: DynamicModule,
  strategy: BusStrategy,
  log: Log,
  openHttp?: OpenHttp,
): Promise<INestApplicationContext> {
  const logger = nestLogger(log);
  if (!openHttp) {
    const app = await NestFactory.createMicroservice(root, { strategy, logger, abortOnError: false });
    app.useGlobalFilters(new PassThroughFilter());
    await app.listen();
    return app;
  }
  const app = await NestFactory.create<NestExpressApplication>(root, { logger, abortOnError: false });
  const { port } = await openHttp(app);
  // What such a service handles on the bus answers through HTTP's filters; so far it only asks there.
  app.connectMicroservice({ strategy }, { inheritAppConfig: false });
  await app.startAllMicroservices();
  await app.listen(port, '127.0.0.1');
  return app;
}
