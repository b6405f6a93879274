import type { Finding } from './finding.js';

/** The major version the services are compiled for and tested on; `npm ci` installs it as a package. */
const WANTED = 24;

export const examineNode = (version = process.versions.node, at = process.execPath): Finding => ({
  name: 'Node',
  state: Number(version.split('.')[0]) >= WANTED ? 'present' : 'old',
  version,
  at,
  optional: false,
  lost: `services want Node ${WANTED}; npm start brings its own and uses it`,
  install: 'npm ci',
});
