import { AgentLost, AgentReturned, HeartbeatTelemetry, InstrumentState, ProcessLog } from '@nightjar/contracts';
import { defineService, Log } from '@nightjar/service-kit';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { resolve } from 'node:path';
import { consolePages } from './http/console-pages.js';
import { ProblemFilter } from './http/problem.filter.js';
import { securityHeaders } from './http/security-headers.js';
import { refuseUnreadable } from './http/unreadable-request.js';
import { GatewayConfig } from './gateway.config.js';
import { IdempotencyRow, SessionRow } from './gateway.entities.js';
import { migrations } from './gateway.migrations.js';
import { GatewayModule } from './gateway.module.js';

/** A body larger than this is refused before it is read. */
const LARGEST_BODY = '1mb';

/** A large file over a slow line takes its time; Node would give it five minutes. */
const LONGEST_REQUEST_MS = 3_600_000;

/** HTTP, live stream and sign-in: translates, never decides. */
export const gateway = defineService({
  name: 'gateway',
  says: 'HTTP, live stream, sign-in, OpenAPI; serves the console.',
  config: GatewayConfig,
  module: GatewayModule,
  database: { schema: 'gateway', entities: [SessionRow, IdempotencyRow], migrations },
  http: (config, app: NestExpressApplication) => {
    app.getHttpServer().requestTimeout = LONGEST_REQUEST_MS;
    app.getHttpServer().on('clientError', refuseUnreadable);
    app.disable('x-powered-by');
    app.set('trust proxy', false);
    app.use(securityHeaders());
    app.useBodyParser('json', { limit: LARGEST_BODY });
    app.useBodyParser('urlencoded', { limit: LARGEST_BODY, extended: false });
    app.useGlobalFilters(new ProblemFilter(app.get(Log)));
    app.use(consolePages(config.NIGHTJAR_CONSOLE_DIR ?? resolve(import.meta.dirname, '../../console/dist')));
    return { port: config.NIGHTJAR_HTTP_PORT };
  },
  asks: 'everything',
  emits: [AgentLost, AgentReturned],
  hears: [HeartbeatTelemetry, InstrumentState, ProcessLog],
  follows: true,
});
