import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { DeleteTemplate, FillTemplate, ListTemplates, Observe, SaveTemplate, type Gives } from '@nightjar/contracts';
import { Handles, type Asks } from '@nightjar/service-kit';
import { RequestByTemplate } from './request-by-template.js';
import { TemplateDesk } from './template-desk.js';

/** Templates, and the requests that are made of them. */
@Controller()
export class TemplateHandlers {
  constructor(
    private readonly templates: TemplateDesk,
    private readonly requests: RequestByTemplate,
  ) {}

  @Handles(SaveTemplate)
  async save(ask: Asks<typeof SaveTemplate>, meta: Meta): Promise<Gives<typeof SaveTemplate>> {
    return this.templates.save(ask, meta);
  }

  @Handles(DeleteTemplate)
  async remove(ask: Asks<typeof DeleteTemplate>, meta: Meta): Promise<Gives<typeof DeleteTemplate>> {
    return this.templates.remove(ask, meta);
  }

  @Handles(ListTemplates)
  async list(ask: Asks<typeof ListTemplates>, meta: Meta): Promise<Gives<typeof ListTemplates>> {
    return this.templates.list(ask, meta);
  }

  @Handles(FillTemplate)
  async fill(ask: Asks<typeof FillTemplate>): Promise<Gives<typeof FillTemplate>> {
    return this.templates.fill(ask);
  }

  @Handles(Observe)
  async observe(ask: Asks<typeof Observe>): Promise<Gives<typeof Observe>> {
    return this.requests.observe(ask);
  }
}
