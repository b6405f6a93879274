export { AppProcess } from './app-process.js';
export { eventually } from './eventually.js';
export { freePort, freePorts } from './free-ports.js';
export { golden } from './golden.js';
export { HotpantsPeer, type HotpantsManner } from './hotpants/hotpants-peer.js';
export { Night, startNight, type NightOptions } from './night.js';
export { Recorder } from './recorder.js';
export { stopTestServers, testServers, type TestServers } from './servers.js';
export { TRUE_FLUX } from './sky-server/image-answers.js';
export { SURVEY_ZERO_POINT, type SurveyedSky } from './sky-server/rendered-answers.js';
export { SkyServer, type Misbehaviour, type SkyServerOptions } from './sky-server/sky-server.js';
export {
  ps1Table,
  seeded,
  starField,
  vsxTable,
  type StarTable,
  type TrueBody,
  type TrueStar,
  type TrueVariable,
} from './sky-server/star-table.js';
