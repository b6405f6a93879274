import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { AddToProductGroup, DeleteProducts, GetGallery, JoinProductGroup, ReviewDeletion } from '@nightjar/contracts';
import { Handles, type Asks } from '@nightjar/service-kit';
import { DeletionService } from './deletion.service.js';
import { SelectionService } from './selection.service.js';

/** What is asked of products that somebody has ticked. */
@Controller()
export class SelectionHandlers {
  constructor(
    private readonly selection: SelectionService,
    private readonly deletion: DeletionService,
  ) {}

  @Handles(AddToProductGroup) addToGroup(ask: Asks<typeof AddToProductGroup>) {
    return this.selection.addToGroup(ask);
  }

  @Handles(JoinProductGroup) join(ask: Asks<typeof JoinProductGroup>) {
    return this.selection.join(ask);
  }

  @Handles(GetGallery) gallery(ask: Asks<typeof GetGallery>) {
    return this.selection.gallery(ask);
  }

  @Handles(ReviewDeletion) review(ask: Asks<typeof ReviewDeletion>) {
    return this.deletion.review(ask);
  }

  @Handles(DeleteProducts) delete(ask: Asks<typeof DeleteProducts>, meta: Meta) {
    return this.deletion.delete(ask, meta);
  }
}
