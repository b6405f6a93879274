import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AgentRegistry } from './live/agent-registry.js';
import { EventsController } from './live/events.controller.js';
import { StatusService } from './live/status.service.js';
import { apiController } from './route/api-controller.js';
import { DocumentController } from './route/document.controller.js';
import { FilesController } from './route/files.controller.js';
import { ROUTES } from './route/registry.js';
import { IdempotencyInterceptor } from './session/idempotency.interceptor.js';
import { SessionController } from './session/session.controller.js';
import { SessionGuard } from './session/session.guard.js';
import { SessionService } from './session/session.service.js';
import { StatusController } from './live/status.controller.js';

@Module({
  controllers: [
    StatusController,
    SessionController,
    EventsController,
    FilesController,
    DocumentController,
    apiController(ROUTES),
  ],
  providers: [
    AgentRegistry,
    StatusService,
    SessionService,
    { provide: APP_GUARD, useClass: SessionGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
})
export class GatewayModule {}
