import { Controller } from '@nestjs/common';
import {
  CommandChanged,
  ListObservations,
  PlanMade,
  RequestChanged,
  SafetyChanged,
  type Gives,
} from '@nightjar/contracts';
import { Handles, type Asks, type Hears } from '@nightjar/service-kit';
import { SequencerService } from './sequencer.service.js';
import { SequencerStore } from './sequencer.store.js';

/** Events only change what is known; the record is written by the steps that follow, so a second delivery is harmless. */
@Controller()
export class SequencerHandlers {
  constructor(
    private readonly sequencer: SequencerService,
    private readonly store: SequencerStore,
  ) {}

  @Handles(PlanMade)
  async planMade(plan: Hears<typeof PlanMade>): Promise<void> {
    await this.sequencer.planMade(plan);
  }

  @Handles(CommandChanged)
  async commandChanged(command: Hears<typeof CommandChanged>): Promise<void> {
    this.sequencer.commandChanged(command);
  }

  @Handles(SafetyChanged)
  async safetyChanged(safety: Hears<typeof SafetyChanged>): Promise<void> {
    await this.sequencer.safetyChanged(safety);
  }

  @Handles(RequestChanged)
  async requestChanged(request: Hears<typeof RequestChanged>): Promise<void> {
    this.sequencer.requestChanged(request);
  }

  @Handles(ListObservations)
  async list(ask: Asks<typeof ListObservations>): Promise<Gives<typeof ListObservations>> {
    return this.store.list(ask);
  }
}
