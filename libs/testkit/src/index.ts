export { AppProcess } from './app-process.js';
export { golden } from './golden.js';
export { Night, startNight, type NightOptions } from './night.js';
export { Recorder } from './recorder.js';
export { stopTestServers, testServers, type TestServers } from './servers.js';
