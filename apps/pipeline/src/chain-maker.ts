import { Injectable } from '@nestjs/common';
import { currentTraceId } from '@nightjar/bus';
import { newId, type Chain } from '@nightjar/contracts';
import type { Transaction } from '@nightjar/persistence';
import { Clock } from '@nightjar/service-kit';
import type { KeptStep } from './chain.entities.js';
import { ChainStore } from './chain.store.js';
import type { Granted, Material } from './intake.js';
import { PipelineStore } from './pipeline.store.js';
import { ProcessMaker, type Origin } from './process-maker.js';

/** A step that can be made, or one that succeeded in the chain before and is kept. */
export type PlannedStep = { readonly granted: Granted; readonly after: number[] } | { readonly kept: KeptStep };

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
      const { granted, after } = step;
      const process = await this.processes.make(tx, granted, material, {
        ...{ startedBy, cause: `the chain ${chain.identifier}`, priority, chain: chain.id },
        after: after.flatMap((i) => jobs[i] ?? []),
      });
      const { pipeline, flags, params, id } = process;
      made.push({ pipeline, flags, params, after, process: id });
      jobs.push(process.job);
    }
    return this.chains.fill(tx, chain.id, made);
  }
}
