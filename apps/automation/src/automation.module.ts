import { Module } from '@nestjs/common';
import {
  DeleteProducts,
  ListObservations,
  ListProcesses,
  ListProducts,
  ListRequests,
  ReviewDeletion,
  RunProcess,
} from '@nightjar/contracts';
import { defineService } from '@nightjar/service-kit';
import { AlertDesk } from './alert/alert-desk.js';
import { AlertStore } from './alert/alert.store.js';
import { Observed } from './alert/observed.js';
import { Postman } from './alert/postman.js';
import { AutomationConfig } from './automation.config.js';
import { AlertRow } from './automation.entities.js';
import { AutomationHandlers } from './automation.handlers.js';
import { migrations } from './automation.migrations.js';
import { FilmMaker } from './film/film-maker.js';
import { OldFilms } from './film/old-films.js';

@Module({
  controllers: [AutomationHandlers],
  providers: [AlertStore, Observed, AlertDesk, Postman, FilmMaker, OldFilms],
})
export class AutomationModule {}

export const automation = defineService({
  name: 'automation',
  says: 'Tells people of new data by e-mail, and has timelapses made of it.',
  config: AutomationConfig,
  module: AutomationModule,
  database: { schema: 'automation', entities: [AlertRow], migrations },
  asks: [DeleteProducts, ListObservations, ListProcesses, ListProducts, ListRequests, ReviewDeletion, RunProcess],
});
