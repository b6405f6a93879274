import { Module } from '@nestjs/common';
import { NoticeJudged, PlanMade, RequestChanged } from '@nightjar/contracts';
import { CommonConfig, defineService } from '@nightjar/service-kit';
import { NightPlanner } from './night-planner.js';
import { NightWatch } from './night-watch.js';
import { SchedulerHandlers } from './scheduler.handlers.js';
import { migrations } from './scheduler.migrations.js';
import { SchedulerService } from './scheduler.service.js';
import { SchedulerStore } from './scheduler.store.js';

@Module({ controllers: [SchedulerHandlers], providers: [SchedulerStore, NightPlanner, SchedulerService, NightWatch] })
export class SchedulerModule {}

export const scheduler = defineService({
  name: 'scheduler',
  says: 'Judges notices, keeps observation requests, plans the night.',
  config: CommonConfig,
  module: SchedulerModule,
  single: true,
  database: { schema: 'schedule', entities: [], migrations },
  emits: [NoticeJudged, RequestChanged, PlanMade],
});
