import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { GetProcessLog, InspectJob, ListProcesses, PhotometryJob, ProductAdded, type Gives } from '@nightjar/contracts';
import { Handles, Queues, type Asks, type Hears, type JobMeta } from '@nightjar/service-kit';
import { PipelineService } from './pipeline.service.js';
import { PipelineStore } from './pipeline.store.js';
import { ProcessRunner } from './process-runner.js';

@Controller()
export class PipelineHandlers {
  constructor(
    private readonly service: PipelineService,
    private readonly runner: ProcessRunner,
    private readonly store: PipelineStore,
    queues: Queues,
  ) {
    for (const { queue } of [InspectJob, PhotometryJob]) queues.follow(queue, (tx, job) => service.follow(tx, job));
  }

  @Handles(ProductAdded)
  async productAdded(product: Hears<typeof ProductAdded>, meta: Meta): Promise<void> {
    await this.service.productAdded(product, meta);
  }

  @Handles(InspectJob)
  async inspect({ process }: Hears<typeof InspectJob>, meta: JobMeta): Promise<void> {
    await this.runner.run(process, meta);
  }

  @Handles(PhotometryJob)
  async photometry({ process }: Hears<typeof PhotometryJob>, meta: JobMeta): Promise<void> {
    await this.runner.run(process, meta);
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
