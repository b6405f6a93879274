import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { GiveVerdict, ListVerdicts } from '@nightjar/contracts';
import { Handles, type Asks } from '@nightjar/service-kit';
import { VerdictService } from './verdict.service.js';
import { VerdictStore } from './verdict.store.js';

@Controller()
export class VerdictHandlers {
  constructor(
    private readonly service: VerdictService,
    private readonly verdicts: VerdictStore,
  ) {}

  @Handles(GiveVerdict) give(ask: Asks<typeof GiveVerdict>, meta: Meta) {
    return this.service.give(ask, meta);
  }

  @Handles(ListVerdicts) list(ask: Asks<typeof ListVerdicts>) {
    return this.verdicts.list(ask);
  }
}
