import { Controller, Inject } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  CancelRequest,
  GetPlan,
  ListRequests,
  ListStrategies,
  NoticeMatched,
  ObservationChanged,
  PlanNight,
  Replan,
  type Gives,
  type Site,
} from '@nightjar/contracts';
import { Clock, Handles, SITE, type Asks, type Hears, type JobMeta } from '@nightjar/service-kit';
import { NightPlanner } from './night-planner.js';
import { SchedulerService } from './scheduler.service.js';
import { SchedulerStore } from './scheduler.store.js';

@Controller()
export class SchedulerHandlers {
  constructor(
    private readonly requests: SchedulerService,
    private readonly planner: NightPlanner,
    private readonly store: SchedulerStore,
    private readonly clock: Clock,
    @Inject(SITE) private readonly site: Site,
  ) {}

  @Handles(NoticeMatched)
  async judge(matched: Hears<typeof NoticeMatched>, meta: Meta): Promise<void> {
    await this.requests.judge(matched, meta);
  }

  @Handles(ObservationChanged)
  async observed(observation: Hears<typeof ObservationChanged>, meta: Meta): Promise<void> {
    await this.requests.observed(observation, meta);
  }

  @Handles(PlanNight)
  async plan({ because }: Hears<typeof PlanNight>, { job }: JobMeta): Promise<void> {
    await this.planner.plan(because, job);
  }

  @Handles(Replan)
  async replan({ because }: Asks<typeof Replan>): Promise<Gives<typeof Replan>> {
    return this.requests.replan(because);
  }

  @Handles(CancelRequest)
  async cancel(ask: Asks<typeof CancelRequest>): Promise<Gives<typeof CancelRequest>> {
    return this.requests.cancel(ask);
  }

  @Handles(ListRequests)
  async list(ask: Asks<typeof ListRequests>): Promise<Gives<typeof ListRequests>> {
    return this.store.list(ask);
  }

  @Handles(GetPlan)
  async newestPlan(): Promise<Gives<typeof GetPlan>> {
    const none = { version: 0, createdAt: this.clock.now().toISOString(), night: null, blocks: [], unscheduled: [] };
    return (await this.store.newestPlan()) ?? none;
  }

  @Handles(ListStrategies)
  async strategies(): Promise<Gives<typeof ListStrategies>> {
    return { results: this.site.strategies };
  }
}
