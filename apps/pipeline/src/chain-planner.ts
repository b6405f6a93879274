import { Injectable } from '@nestjs/common';
import type { ChainStepOrder } from '@nightjar/contracts';
import type { PlannedStep } from './chain-maker.js';
import { orderOf } from './chain-plan.js';
import { Intake, type Material, type Wish } from './intake.js';
import { wanted } from './step-inputs.js';

/** Plans chains: the order of the steps, and what each works on, as far as that is known before anything runs. */
@Injectable()
export class ChainPlanner {
  constructor(private readonly intake: Intake) {}

  /**
   * @param look whether the tools must be on this machine now
   * @throws Refusal `not_found`, `invalid`, `cannot_run`
   */
  async plan(
    steps: readonly (Wish & Pick<ChainStepOrder, 'after' | 'inputs'>)[],
    material: Material,
    look: 'with tools' | 'without tools',
  ): Promise<PlannedStep[]> {
    const order = orderOf(steps);
    const planned: PlannedStep[] = [];
    for (const [i, step] of steps.entries()) {
      const { inputs } = step;
      const later = inputs?.some(({ step: from }) => from !== undefined) ?? false;
      const products = inputs?.flatMap((source) => wanted(material.products, source)) ?? material.products;
      const own = { ...material, products: later ? undefined : [...new Set(products)] };
      const granted =
        look === 'with tools' ? await this.intake.judge(step, own) : (await this.intake.judgeOrder(step, own)).granted;
      planned.push({ granted, after: order[i] ?? [], inputs });
    }
    return planned;
  }
}
