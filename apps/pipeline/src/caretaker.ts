import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { pipelines, toolsByDefault, type Tool } from '@nightjar/pipelines';
import { CONFIG, Log, Vitals } from '@nightjar/service-kit';
import { queuesOf, type PipelineConfig } from './pipeline.config.js';
import { missingTools } from './toolbox.js';
import { WorkFolder } from './work-folder.js';

const EVERY_MS = 3000;

/** Looks after what no job looks after: tools, and what killed runners left. */
@Injectable()
export class Caretaker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly folders: WorkFolder,
    private readonly log: Log,
    vitals: Vitals,
    @Inject(CONFIG) config: PipelineConfig,
  ) {
    const mine = pipelines.filter(({ queue }) => queuesOf(config).includes(queue));
    const tools = [...new Set(mine.flatMap((one) => toolsByDefault(one)))];
    vitals.needs({ name: 'tools', check: () => this.checkTools(tools) });
  }

  onApplicationBootstrap(): void {
    this.look();
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private look(): void {
    this.round ??= this.tidy()
      .catch((fault: unknown) => this.log.warn('could not look for what was left behind', { fault: String(fault) }))
      .finally(() => (this.round = undefined));
  }

  private async tidy(): Promise<void> {
    const swept = await this.folders.sweep();
    if (swept > 0) this.log.warn(`removed what ${swept} killed runner${swept === 1 ? '' : 's'} left behind`);
  }

  private async checkTools(tools: readonly Tool[]): Promise<void> {
    const missing = missingTools(tools);
    if (missing !== undefined) throw new Error(missing);
  }
}
