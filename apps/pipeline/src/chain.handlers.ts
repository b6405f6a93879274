import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  CancelChain,
  DeletePreset,
  DeleteRule,
  ListChains,
  ListPresets,
  ListRules,
  ResumeChain,
  RunChain,
  SavePreset,
  SaveRule,
  type Gives,
} from '@nightjar/contracts';
import { Handles, type Asks } from '@nightjar/service-kit';
import { ChainDesk } from './chain-desk.js';
import { ChainStore } from './chain.store.js';
import { PresetDesk } from './preset-desk.js';
import { RuleDesk } from './rule-desk.js';

/** Chains, and what they are started with and by. */
@Controller()
export class ChainHandlers {
  constructor(
    private readonly chains: ChainDesk,
    private readonly store: ChainStore,
    private readonly presets: PresetDesk,
    private readonly rules: RuleDesk,
  ) {}

  @Handles(RunChain)
  async run(order: Asks<typeof RunChain>, meta: Meta): Promise<Gives<typeof RunChain>> {
    return this.chains.run(order, meta);
  }

  @Handles(CancelChain)
  async cancel(order: Asks<typeof CancelChain>, meta: Meta): Promise<Gives<typeof CancelChain>> {
    return this.chains.cancel(order, meta);
  }

  @Handles(ResumeChain)
  async resume(order: Asks<typeof ResumeChain>, meta: Meta): Promise<Gives<typeof ResumeChain>> {
    return this.chains.resume(order, meta);
  }

  @Handles(ListChains)
  async list(ask: Asks<typeof ListChains>): Promise<Gives<typeof ListChains>> {
    return this.store.list(ask);
  }

  @Handles(ListPresets)
  async listPresets(ask: Asks<typeof ListPresets>): Promise<Gives<typeof ListPresets>> {
    return this.presets.list(ask);
  }

  @Handles(SavePreset)
  async savePreset(preset: Asks<typeof SavePreset>, meta: Meta): Promise<Gives<typeof SavePreset>> {
    return this.presets.save(preset, meta);
  }

  @Handles(DeletePreset)
  async deletePreset(order: Asks<typeof DeletePreset>): Promise<Gives<typeof DeletePreset>> {
    return this.presets.remove(order);
  }

  @Handles(ListRules)
  async listRules(ask: Asks<typeof ListRules>): Promise<Gives<typeof ListRules>> {
    return this.rules.list(ask);
  }

  @Handles(SaveRule)
  async saveRule(rule: Asks<typeof SaveRule>, meta: Meta): Promise<Gives<typeof SaveRule>> {
    return this.rules.save(rule, meta);
  }

  @Handles(DeleteRule)
  async deleteRule(order: Asks<typeof DeleteRule>): Promise<Gives<typeof DeleteRule>> {
    return this.rules.remove(order);
  }
}
