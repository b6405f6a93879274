import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  AddProduct,
  AddTarget,
  FrameStored,
  ListProductGroups,
  ListProducts,
  ListReducedData,
  ListTargets,
  NoticeReceived,
  ProcessSucceeded,
  SaveProductGroup,
  SetTargetExtras,
} from '@nightjar/contracts';
import { Handles, type Asks, type Hears } from '@nightjar/service-kit';
import { CatalogService } from './catalog.service.js';
import { DatumStore } from './datum.store.js';
import { ProductGroupStore } from './product-group.store.js';
import { ProductService } from './product.service.js';
import { ProductCatalogue } from './product.store.js';
import { TargetStore } from './target.store.js';

@Controller()
export class CatalogHandlers {
  constructor(
    private readonly catalog: CatalogService,
    private readonly targets: TargetStore,
    private readonly products: ProductCatalogue,
    private readonly data: DatumStore,
    private readonly productService: ProductService,
    private readonly groups: ProductGroupStore,
  ) {}

  @Handles(NoticeReceived) match(notice: Hears<typeof NoticeReceived>, meta: Meta) {
    return this.catalog.match(notice, meta);
  }

  @Handles(FrameStored) register(frame: Hears<typeof FrameStored>, meta: Meta) {
    return this.catalog.register(frame, meta);
  }

  @Handles(ProcessSucceeded) takeIn(outputs: Hears<typeof ProcessSucceeded>, meta: Meta) {
    return this.catalog.takeIn(outputs, meta);
  }

  @Handles(AddTarget) add(ask: Asks<typeof AddTarget>) {
    return this.catalog.add(ask);
  }

  @Handles(SetTargetExtras) annotate(ask: Asks<typeof SetTargetExtras>) {
    return this.catalog.annotate(ask);
  }

  @Handles(AddProduct) addProduct(ask: Asks<typeof AddProduct>) {
    return this.productService.add(ask);
  }

  @Handles(ListProductGroups) listGroups(ask: Asks<typeof ListProductGroups>) {
    return this.groups.list(ask);
  }

  @Handles(SaveProductGroup) saveGroup(ask: Asks<typeof SaveProductGroup>) {
    return this.productService.saveGroup(ask);
  }

  @Handles(ListTargets) listTargets(ask: Asks<typeof ListTargets>) {
    return this.targets.list(ask);
  }

  @Handles(ListProducts) listProducts(ask: Asks<typeof ListProducts>) {
    return this.products.list(ask);
  }

  @Handles(ListReducedData) listData(ask: Asks<typeof ListReducedData>) {
    return this.data.list(ask);
  }
}
