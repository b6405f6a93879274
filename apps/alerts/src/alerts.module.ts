import { Module } from '@nestjs/common';
import { NoticeConcluded, NoticeReceived } from '@nightjar/contracts';
import { defineService } from '@nightjar/service-kit';
import { AlertsConfig } from './alerts.config.js';
import { AlertsHandlers } from './alerts.handlers.js';
import { migrations } from './alerts.migrations.js';
import { AlertsService } from './alerts.service.js';
import { AlertsStore } from './alerts.store.js';
import { VtpAuthor } from './vtp-author.js';
import { VtpBroadcaster } from './vtp-broadcaster.js';

@Module({
  controllers: [AlertsHandlers],
  providers: [AlertsService, AlertsStore, VtpAuthor, VtpBroadcaster],
})
class AlertsModule {}

export const alerts = defineService({
  name: 'alerts',
  says: 'VOEvent broker: keeps what authors send, acknowledges, relays it to subscribers, tells the observatory.',
  config: AlertsConfig,
  module: AlertsModule,
  database: { schema: 'alert', entities: [], migrations },
  emits: [NoticeReceived, NoticeConcluded],
});
