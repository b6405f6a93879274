import { Injectable } from '@nestjs/common';
import { currentTraceId } from '@nightjar/bus';
import { newId, type Chain, type StepInputs } from '@nightjar/contracts';
import type { Transaction } from '@nightjar/persistence';
import { Clock } from '@nightjar/service-kit';
import type { KeptStep } from './chain.entities.js';
import { ChainStore } from './chain.store.js';
import type { Granted, Material } from './intake.js';
import { PipelineStore } from './pipeline.store.js';
import { ProcessMaker, type Origin } from './process-maker.js';
import { wanted, type Sources } from './step-inputs.js';

/** A step that can be made, or one that succeeded in the chain before and is kept. */
export type PlannedStep =
  | { readonly granted: Granted; readonly after: number[]; readonly inputs: StepInputs[] | undefined }
  | { readonly kept: KeptStep };

/** Where a chain comes from. */
export interface ChainOrigin extends Pick<Origin, 'startedBy' | 'cause' | 'priority'> {
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
    steps: readonly PlannedStep[],
    material: Material,
    { startedBy, cause, preset, priority, madeFor }: ChainOrigin,
  ): Promise<Chain | undefined> {
    const createdAt = this.clock.now().toISOString();
    const { target, products } = material;
    const second = createdAt.slice(0, 19).replaceAll(/\D/g, '');
    const chain = {
      ...{ id: newId('chn'), identifier: await this.store.untaken(tx, `chain_${target ?? 'none'}_${second}`) },
      ...{ state: 'WAITING' as const, because: null, target, inputs: products.map(({ id }) => id), preset },
      ...{ startedBy, cause, steps: [], createdAt, finishedAt: null, traceId: currentTraceId() },
    };
    if (!(await this.chains.add(tx, chain, { priority, madeFor }))) return undefined;
    const made: KeptStep[] = [];
    const jobs: (string | null)[] = [];
    for (const step of steps) {
      if ('kept' in step) {
        made.push(step.kept);
        jobs.push(null);
        continue;
      }
      const { granted, after, inputs } = step;
      const process = await this.processes.make(tx, granted, materialOf(material, inputs, made), {
        ...{ startedBy, cause: `the chain ${chain.identifier}`, priority, chain: chain.id },
        after: after.flatMap((i) => jobs[i] ?? []),
      });
      const { pipeline, flags, params, id } = process;
      made.push({ pipeline, flags, params, after, ...(inputs && { inputs }), process: id });
      jobs.push(process.job);
    }
    return this.chains.fill(tx, chain.id, made);
  }
}

/** What a step works on: that of the chain, a choice of it, or what earlier steps will have made by then. */
function materialOf(
  material: Material,
  inputs: readonly StepInputs[] | undefined,
  steps: readonly KeptStep[],
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

function sourceOf(step: KeptStep | undefined): NonNullable<Sources['of'][number]['from']> {
  if (!step) throw new RangeError('a step is to work on what a later one makes');
  return { process: step.process, pipeline: step.pipeline };
}
