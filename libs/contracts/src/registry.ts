import type { Contract } from './contract.js';
import * as agent from './message/agent.js';
import * as alert from './message/alert.js';
import * as catalog from './message/catalog.js';
import * as instrument from './message/instrument.js';
import * as pipeline from './message/pipeline.js';
import * as schedule from './message/schedule.js';
import * as sequence from './message/sequence.js';

/** Every message of the observatory by its name; permissions, documents and the one spec derive from it. */
export const CONTRACTS: Readonly<Record<string, Contract>> = {
  ...agent,
  ...alert,
  ...catalog,
  ...instrument,
  ...pipeline,
  ...schedule,
  ...sequence,
};
