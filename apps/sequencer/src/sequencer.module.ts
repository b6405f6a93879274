import { Module } from '@nestjs/common';
import {
  InstrumentState,
  ListCommands,
  ListInstruments,
  ObservationChanged,
  Replan,
  SubmitCommand,
} from '@nightjar/contracts';
import { CommonConfig, defineService } from '@nightjar/service-kit';
import { Commander } from './commander.js';
import { Knowledge } from './knowledge.js';
import { ObservationRow } from './sequencer.entities.js';
import { SequencerHandlers } from './sequencer.handlers.js';
import { migrations } from './sequencer.migrations.js';
import { SequencerService } from './sequencer.service.js';
import { SequencerStore } from './sequencer.store.js';

@Module({ controllers: [SequencerHandlers], providers: [SequencerStore, Knowledge, Commander, SequencerService] })
export class SequencerModule {}

export const sequencer = defineService({
  name: 'sequencer',
  says: 'Carries out the plan, one observation at a time for each telescope.',
  config: CommonConfig,
  module: SequencerModule,
  single: true,
  database: { schema: 'sequence', entities: [ObservationRow], migrations },
  asks: [SubmitCommand, ListCommands, ListInstruments, Replan],
  emits: [ObservationChanged],
  hears: [InstrumentState],
});
