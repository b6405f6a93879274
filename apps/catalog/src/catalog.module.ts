import { Module } from '@nestjs/common';
import {
  DatumAdded,
  ListPresets,
  ListProcesses,
  NoticeMatched,
  ProductAdded,
  ProductDeleted,
  ProductGroupChanged,
  TargetAdded,
  TargetChanged,
  CandidateJudged,
} from '@nightjar/contracts';
import { CommonConfig, defineService } from '@nightjar/service-kit';
import {
  AliasRow,
  DatumRow,
  MatchRow,
  ProductGroupRow,
  ProductRow,
  ReleasedFileRow,
  TargetRow,
  TriggerRow,
  VerdictRow,
} from './catalog.entities.js';
import { CatalogHandlers } from './catalog.handlers.js';
import { migrations } from './catalog.migrations.js';
import { CatalogService } from './catalog.service.js';
import { DatumStore } from './datum.store.js';
import { DeletionService } from './deletion.service.js';
import { FileKeeper } from './file-keeper.js';
import { ProductGroupStore } from './product-group.store.js';
import { ProductService } from './product.service.js';
import { ProductCatalogue } from './product.store.js';
import { SelectionHandlers } from './selection.handlers.js';
import { SelectionService } from './selection.service.js';
import { TargetStore } from './target.store.js';
import { VerdictHandlers } from './verdict.handlers.js';
import { VerdictService } from './verdict.service.js';
import { VerdictStore } from './verdict.store.js';

const entities = [
  TargetRow,
  AliasRow,
  TriggerRow,
  MatchRow,
  ProductRow,
  ProductGroupRow,
  DatumRow,
  ReleasedFileRow,
  VerdictRow,
];

@Module({
  controllers: [CatalogHandlers, SelectionHandlers, VerdictHandlers],
  providers: [
    CatalogService,
    ProductService,
    SelectionService,
    DeletionService,
    FileKeeper,
    TargetStore,
    ProductCatalogue,
    ProductGroupStore,
    DatumStore,
    VerdictStore,
    VerdictService,
  ],
})
class CatalogModule {}

export const catalog = defineService({
  name: 'catalog',
  says: 'Targets and their names, data products, and measured values.',
  config: CommonConfig.extend({}),
  module: CatalogModule,
  database: { schema: 'catalog', entities, migrations },
  asks: [ListProcesses, ListPresets],
  emits: [
    ...[TargetAdded, TargetChanged, NoticeMatched, ProductAdded, ProductDeleted, ProductGroupChanged],
    ...[DatumAdded, CandidateJudged],
  ],
});
