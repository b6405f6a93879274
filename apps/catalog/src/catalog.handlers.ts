import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  AddTarget,
  FrameStored,
  ListProducts,
  ListReducedData,
  ListTargets,
  NoticeReceived,
  ProcessSucceeded,
} from '@nightjar/contracts';
import { Handles, type Asks, type Hears } from '@nightjar/service-kit';
import { CatalogService } from './catalog.service.js';
import { DatumStore } from './datum.store.js';
import { ProductCatalogue } from './product.store.js';
import { TargetStore } from './target.store.js';

@Controller()
export class CatalogHandlers {
  constructor(
    private readonly catalog: CatalogService,
    private readonly targets: TargetStore,
    private readonly products: ProductCatalogue,
    private readonly data: DatumStore,
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
