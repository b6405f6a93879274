import { Injectable } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { Refusal, type CancelChain, type Chain, type ResumeChain, type RunChain } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Queues, type Asks } from '@nightjar/service-kit';
import { ChainMaker, type ChainOrigin, type PlannedStep } from './chain-maker.js';
import { resumption } from './chain-plan.js';
import { ChainPlanner } from './chain-planner.js';
import { ChainStore } from './chain.store.js';
import { Intake, type Material } from './intake.js';
import { withPreset } from './merge-preset.js';
import { PipelineStore } from './pipeline.store.js';
import { orderedBy } from './process-maker.js';
import { PresetDesk } from './preset-desk.js';

/** So long a cancellation waits for the end of what it stops; what takes longer is CANCELLING in the answer. */
const ENDS_WITHIN_MS = 3000;
const LOOK_MS = 100;

/** What people ask of chains. */
@Injectable()
export class ChainDesk {
  constructor(
    private readonly database: Database,
    private readonly chains: ChainStore,
    private readonly processes: PipelineStore,
    private readonly intake: Intake,
    private readonly presets: PresetDesk,
    private readonly planner: ChainPlanner,
    private readonly maker: ChainMaker,
    private readonly queues: Queues,
  ) {}

  /** @throws Refusal `not_found`, `invalid`, `cannot_run`, `in_use`, before anything runs */
  async run(order: Asks<typeof RunChain>, { actor }: Meta): Promise<Chain> {
    const madeFor = orderedBy(actor, order.once);
    const before = madeFor && (await this.madeFor(madeFor));
    if (before) return before;
    const preset = await this.presets.named(order.preset);
    const inputs = [...order.inputs, ...(preset?.files ?? [])];
    const material = await this.intake.material({ target: order.target, inputs });
    const wishes = order.steps.map((step) => ({ ...step, ...withPreset(step, preset) }));
    const origin = {
      startedBy: actor,
      cause: 'a person',
      preset: preset?.id ?? null,
      priority: order.priority,
      madeFor,
    };
    return this.make(await this.planner.plan(wishes, material, 'with tools'), material, origin);
  }

  /** @throws Refusal `not_found`, `not_over`, `invalid`, `cannot_run`, `in_use` */
  async resume({ id, from }: Asks<typeof ResumeChain>, { actor }: Meta): Promise<Chain> {
    const { target, inputs, steps, preset, priority, identifier, finishedAt } = await this.found(id);
    if (finishedAt === null) throw new Refusal('not_over', `${identifier} goes on: cancel it, or wait for its end.`);
    const first = resumption({ steps }, from);
    const material = await this.intake.material({ target, inputs });
    const planned = await this.planner.plan(steps, material, 'with tools');
    const resumed = planned.map((step, i): PlannedStep => {
      const before = steps[i];
      return i >= first || !before ? step : { kept: before };
    });
    const cause = `resumes ${identifier} from step ${first}`;
    return this.make(resumed, material, { startedBy: actor, cause, preset, priority, madeFor: null });
  }

  /** @throws Refusal `not_found`, `already_over` */
  async cancel({ id, because }: Asks<typeof CancelChain>, { actor }: Meta): Promise<Chain> {
    const chain = await this.found(id);
    if (chain.finishedAt !== null)
      throw new Refusal('already_over', `${chain.identifier} is ${chain.state} already: nothing is left to cancel.`);
    // the last first: what waits is gone before what it waits for ends
    for (const step of chain.steps.toReversed()) {
      const process = await this.processes.process(step.process);
      if (process?.job && process.finished === null) await this.queues.revoke(process.job, { because, actor });
    }
    const sinceMs = performance.now();
    for (;;) {
      const { priority: _, ...now } = await this.found(id);
      if (now.finishedAt !== null || performance.now() - sinceMs > ENDS_WITHIN_MS) return now;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  private async make(steps: readonly PlannedStep[], material: Material, origin: ChainOrigin): Promise<Chain> {
    const made = await this.database.transaction((tx) => this.maker.make(tx, steps, material, origin));
    // of two orders at once the later finds what the other has made
    const chain = made ?? (origin.madeFor && (await this.madeFor(origin.madeFor)));
    if (!chain) throw new Error('a new chain was taken for one that is there');
    return chain;
  }

  private async madeFor(madeFor: string): Promise<Chain | undefined> {
    const id = await this.chains.madeFor(madeFor);
    if (id === undefined) return undefined;
    const { priority: _, ...chain } = await this.found(id);
    return chain;
  }

  private async found(id: string): Promise<Chain & { readonly priority: number }> {
    const chain = await this.chains.chain(id);
    if (!chain) throw new Refusal('not_found', `There is no chain ${id}.`, { chain: id });
    return chain;
  }
}
