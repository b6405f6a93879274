import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import {
  AlertAsked,
  FilmJob,
  ListAlerts,
  MailJob,
  ProductAdded,
  RequestChanged,
  SendAlert,
  type Gives,
} from '@nightjar/contracts';
import { Handles, type Asks, type Hears, type JobMeta } from '@nightjar/service-kit';
import { AlertDesk } from './alert/alert-desk.js';
import { Postman } from './alert/postman.js';
import { FilmMaker } from './film/film-maker.js';
import { OldFilms } from './film/old-films.js';

@Controller()
export class AutomationHandlers {
  constructor(
    private readonly alerts: AlertDesk,
    private readonly postman: Postman,
    private readonly films: FilmMaker,
    private readonly oldFilms: OldFilms,
  ) {}

  @Handles(AlertAsked)
  async asked(wish: Hears<typeof AlertAsked>, meta: Meta): Promise<void> {
    await this.alerts.asked(wish, meta);
  }

  @Handles(RequestChanged)
  async requestChanged(request: Hears<typeof RequestChanged>, meta: Meta): Promise<void> {
    await this.alerts.requestChanged(request, meta);
  }

  @Handles(ProductAdded)
  async productAdded(product: Hears<typeof ProductAdded>): Promise<void> {
    await this.oldFilms.replacedBy(product);
  }

  @Handles(MailJob)
  async mail(order: Hears<typeof MailJob>, meta: JobMeta): Promise<void> {
    await this.postman.deliver(order, meta);
  }

  @Handles(FilmJob)
  async film(order: Hears<typeof FilmJob>, meta: JobMeta): Promise<void> {
    await this.films.make(order, meta);
  }

  @Handles(ListAlerts)
  async list(ask: Asks<typeof ListAlerts>): Promise<Gives<typeof ListAlerts>> {
    return this.alerts.list(ask);
  }

  @Handles(SendAlert)
  async send(ask: Asks<typeof SendAlert>): Promise<Gives<typeof SendAlert>> {
    return this.alerts.send(ask);
  }
}
