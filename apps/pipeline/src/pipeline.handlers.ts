import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { GetProcessLog, InspectJob, ListProcesses, PhotometryJob, ProductAdded, type Gives } from '@nightjar/contracts';
import { Handles, type Asks, type Hears } from '@nightjar/service-kit';
import { PipelineService } from './pipeline.service.js';
import { PipelineStore } from './pipeline.store.js';
import { ProcessRunner } from './process-runner.js';

@Controller()
export class PipelineHandlers {
  constructor(
    private readonly service: PipelineService,
    private readonly runner: ProcessRunner,
    private readonly store: PipelineStore,
  ) {}

  @Handles(ProductAdded)
  async productAdded(product: Hears<typeof ProductAdded>, meta: Meta): Promise<void> {
    await this.service.productAdded(product, meta);
  }

  @Handles(InspectJob)
  async inspect({ process }: Hears<typeof InspectJob>, meta: Meta): Promise<void> {
    await this.runner.run(process, { ...meta, attempts: InspectJob.queue.attempts });
  }

  @Handles(PhotometryJob)
  async photometry({ process }: Hears<typeof PhotometryJob>, meta: Meta): Promise<void> {
    await this.runner.run(process, { ...meta, attempts: PhotometryJob.queue.attempts });
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
