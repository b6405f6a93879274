import { Injectable } from '@nestjs/common';
import { currentTraceId } from '@nightjar/bus';
import { newId, type Chain, type StepInputs } from '@nightjar/contracts';
import type { Transaction } from '@nightjar/persistence';
import { Clock } from '@nightjar/service-kit';
import { chainState } from './chain-state.js';
import { ChainStore } from './chain.store.js';
import type { Granted, Material } from './intake.js';
import { PipelineStore, type Draft } from './pipeline.store.js';
import { draftOf, nameOf, ProcessMaker, type Origin, type Turn } from './process-maker.js';
import { wanted, type Sources } from './step-inputs.js';

type Step = Chain['steps'][number];

/** A step that can be made, or one that succeeded in the chain before and is kept. */
export type PlannedStep =
  | { readonly granted: Granted; readonly after: number[]; readonly inputs: StepInputs[] | undefined }
  | { readonly kept: Step };

/** Where a chain comes from. */
export interface ChainOrigin extends Pick<Origin, 'startedBy' | 'cause'>, Pick<Turn, 'priority'> {
  readonly preset: string | null;
  /** What makes one chain and no second one; null: nothing. */
  readonly madeFor: string | null;
}

/** Makes chains: one process and one job for each step, in the transaction of who wants them. */
@Injectable()
export class ChainMaker {
  constructor(
    private readonly chains: ChainStore,
    private readonly store: PipelineStore,
    private readonly processes: ProcessMaker,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined when there is one for the same already */
  async make(
    tx: Transaction,
    planned: readonly PlannedStep[],
    material: Material,
    { startedBy, cause, preset, priority, madeFor }: ChainOrigin,
  ): Promise<Chain | undefined> {
    const at = this.clock.now().toISOString();
    const { target, products } = material;
    const names = planned.flatMap((step) => ('kept' in step ? [] : step.granted.pipeline.shortName));
    const [identifier = '', ...free] = await this.store.untaken(
      tx,
      ['chain', ...names].map((name) => nameOf(name, target, at)),
    );
    const id = newId('chn');
    const origin = { startedBy, cause: `the chain ${identifier}`, chain: id };
    const steps: Step[] = [];
    const jobs: (string | null)[] = [];
    const drafts: { draft: Draft; turn: Turn }[] = [];
    for (const step of planned) {
      if ('kept' in step) {
        steps.push(step.kept);
        jobs.push(null);
        continue;
      }
      const { granted, after, inputs } = step;
      const named = { identifier: free[drafts.length] ?? '', at };
      const draft = draftOf(named, granted, materialOf(material, inputs, steps), origin);
      const { pipeline, flags, params, id: process, job, state, status } = draft.process;
      drafts.push({ draft, turn: { priority, after: after.flatMap((i) => jobs[i] ?? []) } });
      steps.push({ pipeline, flags, params, after, ...(inputs && { inputs }), process, state, status });
      jobs.push(job);
    }
    const chain: Chain = {
      ...{ id, identifier, ...chainState(steps), target, inputs: products.map((product) => product.id), preset },
      ...{ startedBy, cause, steps, createdAt: at, finishedAt: null, traceId: currentTraceId() },
    };
    if (!(await this.chains.add(tx, chain, { priority, madeFor }))) return undefined;
    await this.processes.place(tx, drafts);
    return chain;
  }
}

/** What a step works on: that of the chain, a choice of it, or what earlier steps will have made by then. */
function materialOf(
  material: Material,
  inputs: readonly StepInputs[] | undefined,
  steps: readonly Step[],
): Material & { readonly sources?: Sources } {
  if (!inputs) return material;
  const given = material.products;
  if (inputs.every(({ step }) => step === undefined))
    return { ...material, products: [...new Set(inputs.flatMap((source) => wanted(given, source)))] };
  const of = inputs.map(({ step, ...which }) => ({
    ...which,
    from: step === undefined ? null : sourceOf(steps[step]),
  }));
  return { ...material, products: [], sources: { given, of } };
}

function sourceOf(step: Step | undefined): NonNullable<Sources['of'][number]['from']> {
  if (!step) throw new RangeError('a step is to work on what a later one makes');
  return { process: step.process, pipeline: step.pipeline };
}
