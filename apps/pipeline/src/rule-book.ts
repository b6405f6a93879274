import { Injectable } from '@nestjs/common';
import { Bus, type Meta } from '@nightjar/bus';
import { ListProducts, Refusal, type DataProduct, type Observation, type Rule } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Log } from '@nightjar/service-kit';
import { ChainMaker, type PlannedStep } from './chain-maker.js';
import { ChainPlanner } from './chain-planner.js';
import type { Material } from './intake.js';
import { judgeRule } from './judge-rule.js';
import { Lookup } from './lookup.js';
import { withPreset } from './merge-preset.js';
import { PresetDesk } from './preset-desk.js';
import { RuleDesk } from './rule-desk.js';

/** A chain that a rule starts. */
export interface Start {
  readonly rule: Rule;
  readonly steps: readonly PlannedStep[];
  readonly material: Material;
  readonly madeFor: string;
}

export const madeFor = ({ id }: Pick<Rule, 'id'>, about: string): string => `${id} ${about}`;

/** Starts chains when what rules wait for happens: for each rule and thing once, however often it is told. */
@Injectable()
export class RuleBook {
  constructor(
    private readonly database: Database,
    private readonly rules: RuleDesk,
    private readonly presets: PresetDesk,
    private readonly planner: ChainPlanner,
    private readonly lookup: Lookup,
    private readonly maker: ChainMaker,
    private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  async productAdded(product: DataProduct, meta: Meta): Promise<void> {
    // what a process made starts nothing: most of what arrives need look no further
    if (product.process !== null) return;
    const starts: Start[] = [];
    for (const rule of await this.rules.waitingFor(['frame-stored', 'product-added'])) {
      if (!judgeRule(rule, { on: rule.on, product }).starts) continue;
      const material = { target: product.target, products: [product] };
      starts.push(...(await this.plan(rule, material, product.id)));
    }
    await this.start(starts, meta);
  }

  /** @throws Error while the catalogue does not know of all its frames yet: it is told again then */
  async observationChanged({ id, state, target, frames }: Observation, meta: Meta): Promise<void> {
    if (state !== 'COMPLETED') return;
    const rules = await this.rules.waitingFor(['observation-completed']);
    if (rules.length === 0) return;
    const { results, count } = await this.bus.ask(ListProducts, { observation: id, type: 'frame', limit: 1000 });
    if (count.value < frames)
      throw new Error(`${count.value} of the ${frames} frames of ${id} are in the catalogue yet`);
    const starts: Start[] = [];
    for (const rule of rules) {
      const products = results.filter((product) => judgeRule(rule, { on: rule.on, product }).starts).reverse();
      if (products.length > 0) starts.push(...(await this.plan(rule, { target, products }, id)));
    }
    await this.start(starts, meta);
  }

  /** What a rule starts; nothing where that cannot run, which is said. @param about what it is made for, once */
  async plan(rule: Rule, { target, products }: Material, about: string): Promise<Start[]> {
    try {
      const preset = await this.presets.named(rule.preset);
      const files = preset?.files.length ? await this.lookup.products(preset.files) : [];
      const material = { target, products: [...products, ...files] };
      const wishes = rule.steps.map((step) => ({ ...step, ...withPreset(step, preset) }));
      // what is not installed here may be where it is run, and by then
      const steps = await this.planner.plan(wishes, material, 'without tools');
      return [{ rule, steps, material, madeFor: madeFor(rule, about) }];
    } catch (reason) {
      if (!(reason instanceof Refusal)) throw reason;
      this.log.warn(`the rule ${rule.name} starts nothing: ${reason.message}`, { about });
      return [];
    }
  }

  /** Starts what was planned, each once: also of two that are told of it in the same moment only one does. */
  async start(starts: readonly Start[], meta: Meta): Promise<void> {
    if (starts.length === 0) return;
    await this.database.once(meta, async (tx) => {
      for (const { rule, steps, material, madeFor } of starts) {
        const { name, preset, priority } = rule;
        const origin = { startedBy: 'nightjar', cause: `the rule ${name}`, preset, priority, madeFor };
        await this.maker.make(tx, steps, material, origin);
      }
    });
  }
}
