import { Module } from '@nestjs/common';
import { AlertAsked, ListTargets, NoticeJudged, PlanMade, RequestChanged } from '@nightjar/contracts';
import { defineService } from '@nightjar/service-kit';
import { NightPlanner } from './night-planner.js';
import { NightWatch } from './night-watch.js';
import { RequestByTemplate } from './request-by-template.js';
import { SchedulerConfig } from './scheduler.config.js';
import { SchedulerHandlers } from './scheduler.handlers.js';
import { migrations } from './scheduler.migrations.js';
import { SchedulerService } from './scheduler.service.js';
import { SchedulerStore } from './scheduler.store.js';
import { TemplateDesk } from './template-desk.js';
import { TemplateRow } from './template.entities.js';
import { TemplateHandlers } from './template.handlers.js';
import { TemplateStore } from './template.store.js';

@Module({
  controllers: [SchedulerHandlers, TemplateHandlers],
  providers: [
    ...[SchedulerStore, NightPlanner, SchedulerService, NightWatch],
    ...[TemplateStore, TemplateDesk, RequestByTemplate],
  ],
})
export class SchedulerModule {}

export const scheduler = defineService({
  name: 'scheduler',
  says: 'Judges notices, keeps observation requests and their templates, plans the night.',
  config: SchedulerConfig,
  module: SchedulerModule,
  single: true,
  database: { schema: 'schedule', entities: [TemplateRow], migrations },
  asks: [ListTargets],
  emits: [NoticeJudged, RequestChanged, PlanMade, AlertAsked],
});
