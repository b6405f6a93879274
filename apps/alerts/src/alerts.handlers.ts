import { Controller } from '@nestjs/common';
import type { Meta } from '@nightjar/bus';
import { GetRawNotice, ListNotices, NoticeJudged } from '@nightjar/contracts';
import { Handles, type Asks, type Hears } from '@nightjar/service-kit';
import { AlertsService } from './alerts.service.js';

@Controller()
export class AlertsHandlers {
  constructor(private readonly alerts: AlertsService) {}

  @Handles(ListNotices) list(ask: Asks<typeof ListNotices>) {
    return this.alerts.list(ask);
  }

  @Handles(GetRawNotice) raw(ask: Asks<typeof GetRawNotice>) {
    return this.alerts.raw(ask);
  }

  @Handles(NoticeJudged) conclude(judged: Hears<typeof NoticeJudged>, meta: Meta) {
    return this.alerts.conclude(judged, meta);
  }
}
