import { Module } from '@nestjs/common';
import { DatumAdded, NoticeMatched, ProductAdded, TargetAdded } from '@nightjar/contracts';
import { CommonConfig, defineService } from '@nightjar/service-kit';
import {
  AliasRow,
  DatumRow,
  MatchRow,
  ProductGroupRow,
  ProductRow,
  TargetRow,
  TriggerRow,
} from './catalog.entities.js';
import { CatalogHandlers } from './catalog.handlers.js';
import { migrations } from './catalog.migrations.js';
import { CatalogService } from './catalog.service.js';
import { DatumStore } from './datum.store.js';
import { ProductGroupStore } from './product-group.store.js';
import { ProductService } from './product.service.js';
import { ProductCatalogue } from './product.store.js';
import { TargetStore } from './target.store.js';

const entities = [TargetRow, AliasRow, TriggerRow, MatchRow, ProductRow, ProductGroupRow, DatumRow];

@Module({
  controllers: [CatalogHandlers],
  providers: [CatalogService, ProductService, TargetStore, ProductCatalogue, ProductGroupStore, DatumStore],
})
class CatalogModule {}

export const catalog = defineService({
  name: 'catalog',
  says: 'Targets and their names, data products, and measured values.',
  config: CommonConfig.extend({}),
  module: CatalogModule,
  database: { schema: 'catalog', entities, migrations },
  emits: [TargetAdded, NoticeMatched, ProductAdded, DatumAdded],
});
