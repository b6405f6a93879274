import { Injectable } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { Refusal, type CancelProcess, type Process, type RunProcess } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Queues, type Asks } from '@nightjar/service-kit';
import { Intake } from './intake.js';
import { withPreset } from './merge-preset.js';
import { PipelineStore } from './pipeline.store.js';
import { PresetDesk } from './preset-desk.js';
import { orderedBy, ProcessMaker } from './process-maker.js';

/** So long a cancellation waits for the end of what it stops; what takes longer is CANCELLING in the answer. */
const ENDS_WITHIN_MS = 3000;
const LOOK_MS = 100;

/** What people ask of processes. */
@Injectable()
export class ProcessDesk {
  constructor(
    private readonly database: Database,
    private readonly store: PipelineStore,
    private readonly intake: Intake,
    private readonly presets: PresetDesk,
    private readonly maker: ProcessMaker,
    private readonly queues: Queues,
  ) {}

  /** @throws Refusal `not_found`, `invalid`, `cannot_run`, `in_use` */
  async run(
    { target, inputs, priority, preset: id, once, ...wish }: Asks<typeof RunProcess>,
    { actor }: Meta,
  ): Promise<Process> {
    const orderedAs = orderedBy(actor, once);
    const before = orderedAs && (await this.store.orderedAs(orderedAs));
    if (before) return before;
    const preset = await this.presets.named(id);
    const material = await this.intake.material({ target, inputs: [...inputs, ...(preset?.files ?? [])] });
    const granted = await this.intake.judge(withPreset(wish, preset), material);
    const origin = { startedBy: actor, cause: 'a person', priority, orderedAs };
    const made = this.database.transaction((tx) => this.maker.make(tx, granted, material, origin));
    return made.catch(async (fault: unknown) => {
      // of two at once the later finds what the other has made
      const first = orderedAs && (await this.store.orderedAs(orderedAs));
      if (first) return first;
      throw fault;
    });
  }

  /** @throws Refusal `not_found`, `already_over` */
  async cancel({ id, because }: Asks<typeof CancelProcess>, { actor }: Meta): Promise<Process> {
    const process = await this.found(id);
    if (process.finished !== null || process.job === null) throw over(process);
    if (!(await this.queues.revoke(process.job, { because, actor }))) throw over(await this.found(id));
    return this.untilOver(id);
  }

  private async untilOver(id: string): Promise<Process> {
    const sinceMs = performance.now();
    for (;;) {
      const process = await this.found(id);
      if (process.finished !== null || performance.now() - sinceMs > ENDS_WITHIN_MS) return process;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  private async found(id: string): Promise<Process> {
    const process = await this.store.process(id);
    if (!process) throw new Refusal('not_found', `There is no process ${id}.`, { process: id });
    return process;
  }
}

const over = ({ identifier, state }: Process): Refusal =>
  new Refusal('already_over', `${identifier} is ${state} already: there is nothing left to cancel.`, { state });
