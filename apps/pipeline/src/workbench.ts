import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { PipelineResult, PipelineTarget, PipelineWitness } from '@nightjar/pipelines';
import { CONFIG, ProductStore } from '@nightjar/service-kit';
import { PipelineThread } from './pipeline-thread.js';
import { queuesOf, type PipelineConfig } from './pipeline.config.js';
import type { ProcessRecord } from './pipeline.store.js';
import { GroupToolRunner } from './tool-runner.js';
import { WorkFolder } from './work-folder.js';

/** Where pipelines run: a thread for each queue, a folder for each process, and the tools. */
@Injectable()
export class Workbench implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly threads: ReadonlyMap<string, PipelineThread>;

  constructor(
    private readonly products: ProductStore,
    private readonly folders: WorkFolder,
    @Inject(CONFIG) config: PipelineConfig,
  ) {
    this.threads = new Map(queuesOf(config).map((queue) => [queue, new PipelineThread()]));
  }

  onApplicationBootstrap(): void {
    for (const thread of this.threads.values()) thread.warm();
  }

  /** The bus is quiet by now: every job has ended or was handed back. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.threads.values()].map((thread) => thread.close()));
    await this.folders.close();
  }

  /** Runs a process's pipeline in a folder of its own. @throws the pipeline's fault, or the signal's reason */
  async run(
    { process, products, params }: ProcessRecord,
    target: PipelineTarget | null,
    ports: { readonly witness: PipelineWitness; readonly signal: AbortSignal },
  ): Promise<PipelineResult> {
    const thread = this.threads.get(process.queue);
    if (!thread) throw new RangeError(`this runner does not work the queue ${process.queue}`);
    const inputs = products.map((product) => ({ product, path: this.products.path(product.sha256) }));
    const tools = new GroupToolRunner(ports.signal);
    return this.folders.during(`${process.identifier}-${process.attempt}`, async (workdir) => {
      try {
        return await thread.run(process.pipeline, { target, inputs, params, workdir }, { ...ports, tools });
      } finally {
        // a tool that is being ended still writes into the folder
        await tools.ended();
      }
    });
  }
}
