export { AppProcess } from './app-process.js';
export { freePort, freePorts } from './free-ports.js';
export { golden } from './golden.js';
export { Night, startNight, type NightOptions } from './night.js';
export { Recorder } from './recorder.js';
export { stopTestServers, testServers, type TestServers } from './servers.js';
export { TRUE_FLUX } from './sky-server/image-answers.js';
export { SkyServer, type Misbehaviour, type SkyServerOptions } from './sky-server/sky-server.js';
export { ps1Table, seeded, starField, type StarTable, type TrueStar } from './sky-server/star-table.js';
