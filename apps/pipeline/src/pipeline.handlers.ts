import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  CancelProcess,
  GetProcessLog,
  InspectJob,
  ListPipelines,
  ListProcesses,
  ObservationChanged,
  PhotometryJob,
  ProcessSucceeded,
  ProductAdded,
  ProductDeleted,
  RunProcess,
  SiteJob,
  type Gives,
} from '@nightjar/contracts';
import { Handles, Queues, type Asks, type Hears, type JobMeta } from '@nightjar/service-kit';
import { FieldBook } from './field-book.js';
import { PipelineService } from './pipeline.service.js';
import { PipelineStore } from './pipeline.store.js';
import { ProcessDesk } from './process-desk.js';
import { jobs } from './process-maker.js';
import { ProcessRunner } from './process-runner.js';
import { RuleBook } from './rule-book.js';
import { Shelf } from './shelf.js';

@Controller()
export class PipelineHandlers {
  constructor(
    private readonly service: PipelineService,
    private readonly rules: RuleBook,
    private readonly fields: FieldBook,
    private readonly runner: ProcessRunner,
    private readonly store: PipelineStore,
    private readonly desk: ProcessDesk,
    private readonly shelf: Shelf,
    queues: Queues,
  ) {
    for (const { queue } of jobs) queues.follow(queue, (tx, job) => service.follow(tx, job));
  }

  @Handles(ProductAdded)
  async productAdded(product: Hears<typeof ProductAdded>, meta: Meta): Promise<void> {
    await this.rules.productAdded(product, meta);
  }

  @Handles(ProductDeleted)
  async productDeleted(deleted: Hears<typeof ProductDeleted>, meta: Meta): Promise<void> {
    await this.service.forget(deleted, meta);
  }

  @Handles(ObservationChanged)
  async observationChanged(observation: Hears<typeof ObservationChanged>, meta: Meta): Promise<void> {
    await this.rules.observationChanged(observation, meta);
  }

  @Handles(ProcessSucceeded)
  async processSucceeded({ process }: Hears<typeof ProcessSucceeded>, meta: Meta): Promise<void> {
    await this.fields.processSucceeded(process, meta);
  }

  @Handles(InspectJob)
  async inspect({ process }: Hears<typeof InspectJob>, meta: JobMeta): Promise<void> {
    await this.runner.run(process, meta);
  }

  @Handles(PhotometryJob)
  async photometry({ process }: Hears<typeof PhotometryJob>, meta: JobMeta): Promise<void> {
    await this.runner.run(process, meta);
  }

  @Handles(SiteJob)
  async site({ process }: Hears<typeof SiteJob>, meta: JobMeta): Promise<void> {
    await this.runner.run(process, meta);
  }

  @Handles(ListPipelines)
  async pipelines(): Promise<Gives<typeof ListPipelines>> {
    return { results: await this.shelf.list() };
  }

  @Handles(RunProcess)
  async run(order: Asks<typeof RunProcess>, meta: Meta): Promise<Gives<typeof RunProcess>> {
    return this.desk.run(order, meta);
  }

  @Handles(CancelProcess)
  async cancel(order: Asks<typeof CancelProcess>, meta: Meta): Promise<Gives<typeof CancelProcess>> {
    return this.desk.cancel(order, meta);
  }

  @Handles(ListProcesses)
  async list(ask: Asks<typeof ListProcesses>): Promise<Gives<typeof ListProcesses>> {
    return this.store.list(ask);
  }

  @Handles(GetProcessLog)
  async log(ask: Asks<typeof GetProcessLog>): Promise<Gives<typeof GetProcessLog>> {
    return this.store.log(ask);
  }
}
