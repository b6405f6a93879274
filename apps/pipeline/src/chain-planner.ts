import { Injectable } from '@nestjs/common';
import type { ChainStepOrder } from '@nightjar/contracts';
import type { PlannedStep } from './chain-maker.js';
import { orderOf } from './chain-plan.js';
import { Intake, type Granted, type Material, type Wish } from './intake.js';
import { wanted } from './step-inputs.js';

type Ordered = Wish & Pick<ChainStepOrder, 'after' | 'inputs'>;
type Look = 'with tools' | 'without tools';

/** Plans chains: the order of the steps, and what each works on, as far as that is known before anything runs. */
@Injectable()
export class ChainPlanner {
  constructor(private readonly intake: Intake) {}

  /**
   * @param look whether the tools must be on this machine now
   * @throws Refusal `not_found`, `invalid`, `cannot_run`, `in_use`
   */
  async plan(steps: readonly Ordered[], material: Material, look: Look): Promise<PlannedStep[]> {
    const order = orderOf(steps);
    const judged = await Promise.allSettled(steps.map((step) => this.judge(step, material, look)));
    return judged.map((step, i): PlannedStep => {
      // of several that are refused the first is told of
      if (step.status === 'rejected') throw step.reason;
      return { granted: step.value, after: order[i] ?? [], inputs: steps[i]?.inputs };
    });
  }

  private async judge(step: Ordered, material: Material, look: Look): Promise<Granted> {
    const later = step.inputs?.some(({ step: from }) => from !== undefined) ?? false;
    const products = step.inputs?.flatMap((source) => wanted(material.products, source)) ?? material.products;
    const own = { ...material, products: later ? undefined : [...new Set(products)] };
    return look === 'with tools' ? this.intake.judge(step, own) : (await this.intake.judgeOrder(step, own)).granted;
  }
}
