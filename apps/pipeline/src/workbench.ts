import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataProduct, PhotometryDatum } from '@nightjar/contracts';
import type { MadeBefore, PipelineResult, PipelineTarget, PipelineWitness } from '@nightjar/pipelines';
import { noteOfIsolation, Prefork, ProgramRunner } from '@nightjar/programs';
import { CONFIG, Log, ProductStore, searchPath, Vitals } from '@nightjar/service-kit';
import { PipelineThread } from './pipeline-thread.js';
import { pipelineFolder, queuesOf, skyOf, type PipelineConfig } from './pipeline.config.js';
import type { ProcessRecord } from './pipeline.store.js';
import { toolIsolation } from './toolbox.js';
import { WorkFolder } from './work-folder.js';

/** What a process works on beside its inputs, and with. */
export interface Subject {
  readonly target: PipelineTarget | null;
  readonly data: readonly PhotometryDatum[];
  /** Frames of earlier processes that it may choose among. */
  readonly kept: readonly DataProduct[];
  /** What earlier processes made of its inputs. */
  readonly made: MadeBefore;
  /** That of the site's folder, where the pipeline is one of the site's. */
  readonly edition: string | undefined;
}

/** Where pipelines run: a thread for each queue, a folder for each process, and the tools. */
@Injectable()
export class Workbench implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly threads: ReadonlyMap<string, PipelineThread>;
  private prefork: Prefork | undefined;

  constructor(
    private readonly products: ProductStore,
    private readonly folders: WorkFolder,
    private readonly vitals: Vitals,
    private readonly log: Log,
    @Inject(CONFIG) config: PipelineConfig,
  ) {
    this.threads = new Map(
      queuesOf(config).map((queue) => [queue, new PipelineThread(pipelineFolder(config), skyOf(config))]),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const thread of this.threads.values()) thread.warm();
    const isolation = await toolIsolation();
    this.prefork = new Prefork(searchPath(), { isolation });
    const note = noteOfIsolation(isolation);
    if (note === undefined) return;
    this.vitals.tells({ notes: [note] });
    this.log.warn(note);
  }

  /** The bus is quiet by now: every job has ended or was handed back. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.threads.values()].map((thread) => thread.close()));
    this.prefork?.[Symbol.dispose]();
    await this.folders.close();
  }

  /**
   * Runs a process's pipeline in a folder of its own and has `conclude` write down how it ended. The folder goes after
   * that: what waits for this process does not wait for the tidying.
   * @throws the pipeline's fault, the signal's reason, or what `conclude` threw
   */
  async run(
    { process, products }: ProcessRecord,
    { target, data, kept, made, edition }: Subject,
    ports: { readonly witness: PipelineWitness; readonly signal: AbortSignal },
    conclude: (result: PipelineResult) => Promise<void>,
  ): Promise<void> {
    const thread = this.threads.get(process.queue);
    if (!thread) throw new RangeError(`this runner does not work the queue ${process.queue}`);
    const filed = (product: DataProduct) => ({ product, path: this.products.path(product.sha256) });
    const inputs = products.map(filed);
    const { flags, params } = process;
    // what a killed runner's programs do would go on beside this attempt
    if (process.attempt > 1) await this.folders.sweep();
    const isolation = await toolIsolation();
    const { prefork } = this;
    const tools = new ProgramRunner({ path: searchPath(), signal: ports.signal, isolation, prefork });
    await this.folders.during(`${process.identifier}-${process.attempt}`, async (workdir) => {
      const work = { target, data, made, inputs, kept: kept.map(filed), flags, params, workdir };
      // a tool that is being ended still writes into the folder
      const running = thread.run(process.pipeline, work, { ...ports, tools }, edition).finally(() => tools.ended());
      await conclude(await running);
    });
  }
}
