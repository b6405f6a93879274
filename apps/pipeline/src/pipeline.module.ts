import { Module } from '@nestjs/common';
import {
  ChainChanged,
  ListProducts,
  ListReducedData,
  ListTargets,
  ProcessChanged,
  ProcessLog,
  ProcessSucceeded,
} from '@nightjar/contracts';
import { defineService } from '@nightjar/service-kit';
import { Caretaker } from './caretaker.js';
import { ChainDesk } from './chain-desk.js';
import { ChainMaker } from './chain-maker.js';
import { ChainPlanner } from './chain-planner.js';
import { ChainRow, PresetRow, RuleRow } from './chain.entities.js';
import { ChainHandlers } from './chain.handlers.js';
import { ChainStore } from './chain.store.js';
import { FieldBook } from './field-book.js';
import { Intake } from './intake.js';
import { Journals } from './journal.js';
import { Lookup } from './lookup.js';
import { PipelineConfig, queues, queuesOf } from './pipeline.config.js';
import { LogRow, ProcessRow } from './pipeline.entities.js';
import { PipelineHandlers } from './pipeline.handlers.js';
import { migrations } from './pipeline.migrations.js';
import { PipelineService } from './pipeline.service.js';
import { PipelineStore } from './pipeline.store.js';
import { PresetDesk } from './preset-desk.js';
import { ProcessDesk } from './process-desk.js';
import { ProcessMaker } from './process-maker.js';
import { ProcessRunner } from './process-runner.js';
import { Reductions } from './reductions.js';
import { RuleBook } from './rule-book.js';
import { RuleDesk } from './rule-desk.js';
import { Shelf } from './shelf.js';
import { WorkFolder } from './work-folder.js';
import { Workbench } from './workbench.js';

@Module({
  controllers: [PipelineHandlers, ChainHandlers],
  providers: [
    ...[PipelineStore, Lookup, Shelf, Intake, ProcessMaker, PipelineService, ProcessDesk, Reductions],
    ...[ChainStore, ChainPlanner, ChainMaker, ChainDesk, PresetDesk, RuleDesk, RuleBook, FieldBook],
    ...[WorkFolder, Workbench, Journals, ProcessRunner, Caretaker],
  ],
})
export class PipelineModule {}

export const pipeline = defineService({
  name: 'pipeline',
  says: 'Reduces frames with the tools of the field: one process at a time in each queue.',
  config: PipelineConfig,
  module: PipelineModule,
  database: { schema: 'pipeline', entities: [ProcessRow, LogRow, ChainRow, PresetRow, RuleRow], migrations },
  queues: queuesOf,
  instance: ({ NIGHTJAR_QUEUE }) => (NIGHTJAR_QUEUE ? `pipeline-${NIGHTJAR_QUEUE}` : 'pipeline'),
  agents: ['pipeline', ...queues.map((queue) => `pipeline-${queue}`)],
  asks: [ListTargets, ListProducts, ListReducedData],
  emits: [ProcessChanged, ProcessSucceeded, ChainChanged],
  tells: [ProcessLog],
});
