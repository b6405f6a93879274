export { diskHasRoom } from './disk.js';
export { Clock, clockFrom, PlayedClock, RealClock } from './clock.js';
export { CommonConfig, ConfigFaults, configFile, maskedConfig, readConfig } from './config.js';
export { rightsOf, type Declaration } from './declaration.js';
export { defineAgent, on, Reach, type AgentDefinition } from './define-agent.js';
export { Handles, type Asks, type Hears } from './handles.js';
export type { JobInHand, JobMeta } from './job-in-hand.js';
export { Log, PinoLog } from './log.js';
export { ProductStore, type ReceivedFile, type StoredFile } from './product-store.js';
export { searchPath } from './search-path.js';
export { Queues } from './queues.js';
export { runService } from './run.js';
export {
  defineService,
  startService,
  type RunningService,
  type ServiceDefinition,
  type StartOptions,
} from './service.js';
export { builtInSites, readSite } from './site-file.js';
export { CONFIG, SITE } from './tokens.js';
export { VERSION } from './version.js';
export { Vitals } from './vitals.js';
