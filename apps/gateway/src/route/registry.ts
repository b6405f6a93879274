import { agentRoutes } from './agent.routes.js';
import { alertRoutes } from './alert.routes.js';
import { busRoutes } from './bus.routes.js';
import { catalogRoutes } from './catalog.routes.js';
import { chainRoutes } from './chain.routes.js';
import { deadLetterRoutes } from './dead-letter.routes.js';
import { groupRoutes } from './group.routes.js';
import { instrumentRoutes } from './instrument.routes.js';
import { jobRoutes } from './job.routes.js';
import { nightRoutes } from './night.routes.js';
import { observationAlertRoutes } from './observation-alert.routes.js';
import { pipelineRoutes } from './pipeline.routes.js';
import { presetRoutes } from './preset.routes.js';
import { queueRoutes } from './queue.routes.js';
import { ruleRoutes } from './rule.routes.js';
import { selectionRoutes } from './selection.routes.js';
import { sendRoutes } from './send.routes.js';
import { targetFormRoutes } from './target-form.routes.js';
import { templateRoutes } from './template.routes.js';
import { vettingRoutes } from './vetting.routes.js';
import type { Route } from './route.js';

/** Every path of the API that is a message on the bus; the OpenAPI document is made from the same values. */
export const ROUTES: readonly Route[] = [
  ...alertRoutes,
  ...catalogRoutes,
  ...selectionRoutes,
  ...groupRoutes,
  ...nightRoutes,
  ...templateRoutes,
  ...observationAlertRoutes,
  ...targetFormRoutes,
  ...instrumentRoutes,
  ...pipelineRoutes,
  ...chainRoutes,
  ...presetRoutes,
  ...ruleRoutes,
  ...vettingRoutes,
  ...agentRoutes,
  ...sendRoutes,
  ...queueRoutes,
  ...jobRoutes,
  ...deadLetterRoutes,
  ...busRoutes,
];
