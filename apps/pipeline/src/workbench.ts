import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { PhotometryDatum } from '@nightjar/contracts';
import type { PipelineResult, PipelineTarget, PipelineWitness } from '@nightjar/pipelines';
import { CONFIG, ProductStore } from '@nightjar/service-kit';
import { PipelineThread } from './pipeline-thread.js';
import { pipelineFolder, queuesOf, skyOf, type PipelineConfig } from './pipeline.config.js';
import type { ProcessRecord } from './pipeline.store.js';
import { Shelf } from './shelf.js';
import { GroupToolRunner } from './tool-runner.js';
import { WorkFolder } from './work-folder.js';

/** Where pipelines run: a thread for each queue, a folder for each process, and the tools. */
@Injectable()
export class Workbench implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly threads: ReadonlyMap<string, PipelineThread>;

  constructor(
    private readonly products: ProductStore,
    private readonly folders: WorkFolder,
    private readonly shelf: Shelf,
    @Inject(CONFIG) config: PipelineConfig,
  ) {
    this.threads = new Map(queuesOf(config).map((queue) => [queue, new PipelineThread(pipelineFolder(config), skyOf(config))]));
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
    { process, products }: ProcessRecord,
    { target, data }: { target: PipelineTarget | null; data: readonly PhotometryDatum[] },
    ports: { readonly witness: PipelineWitness; readonly signal: AbortSignal },
  ): Promise<PipelineResult> {
    const thread = this.threads.get(process.queue);
    if (!thread) throw new RangeError(`this runner does not work the queue ${process.queue}`);
    const inputs = products.map((product) => ({ product, path: this.products.path(product.sha256) }));
    const { flags, params } = process;
    const edition = await this.shelf.editionOf(process.pipeline);
    const tools = new GroupToolRunner(ports.signal);
    return this.folders.during(`${process.identifier}-${process.attempt}`, async (workdir) => {
      try {
        const work = { target, data, inputs, flags, params, workdir };
        return await thread.run(process.pipeline, work, { ...ports, tools }, edition);
      } finally {
        // a tool that is being ended still writes into the folder
        await tools.ended();
      }
    });
  }
}
