import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { FrameController } from './frame/frame.controller.js';
import { LocationInterceptor } from './http/location.interceptor.js';
import { TextGuard } from './http/text.guard.js';
import { AgentRegistry } from './live/agent-registry.js';
import { EventsController } from './live/events.controller.js';
import { StatusService } from './live/status.service.js';
import { apiController } from './route/api-controller.js';
import { DocumentController } from './route/document.controller.js';
import { FilesController } from './route/files.controller.js';
import { ROUTES } from './route/registry.js';
import { IdempotencyInterceptor } from './session/idempotency.interceptor.js';
import { TelemetryFan } from './live/telemetry-fan.js';
import { TomEducationActionController } from './tom-education/action.controller.js';
import { TomEducationTargetController } from './tom-education/target.controller.js';
import { ObserveController } from './tom-education/observe.controller.js';
import { TomEducationController } from './tom-education/tom-education.controller.js';
import { UploadController } from './upload/upload.controller.js';
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
    FrameController,
    UploadController,
    TomEducationController,
    TomEducationTargetController,
    TomEducationActionController,
    ObserveController,
    DocumentController,
    apiController(ROUTES),
  ],
  providers: [
    AgentRegistry,
    TelemetryFan,
    StatusService,
    SessionService,
    { provide: APP_GUARD, useClass: SessionGuard },
    { provide: APP_GUARD, useClass: TextGuard },
    { provide: APP_INTERCEPTOR, useClass: LocationInterceptor },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
})
export class GatewayModule {}
