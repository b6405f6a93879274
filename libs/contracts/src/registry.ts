import { isRequest, type Contract, type Queue, type RequestContract } from './contract.js';
import * as agent from './message/agent.js';
import * as alert from './message/alert.js';
import * as automation from './message/automation.js';
import * as catalog from './message/catalog.js';
import * as chain from './message/chain.js';
import * as instrument from './message/instrument.js';
import * as pipeline from './message/pipeline.js';
import * as queue from './message/queue.js';
import * as schedule from './message/schedule.js';
import * as selection from './message/selection.js';
import * as sequence from './message/sequence.js';
import * as template from './message/template.js';
import * as vetting from './message/vetting.js';

const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' && value !== null && 'kind' in value && 'subject' in value;

/** Every message of the observatory by its name; permissions, documents and the one spec derive from it. */
export const CONTRACTS: Readonly<Record<string, Contract>> = Object.fromEntries(
  Object.entries<unknown>({
    ...agent,
    ...alert,
    ...automation,
    ...catalog,
    ...chain,
    ...instrument,
    ...pipeline,
    ...queue,
    ...schedule,
    ...selection,
    ...sequence,
    ...template,
    ...vetting,
  }).filter((entry): entry is [string, Contract] => isContract(entry[1])),
);

/** Every queue that is declared here; a site's own pipelines may bring others. */
export const QUEUES: readonly Queue[] = [
  ...new Set(Object.values(CONTRACTS).flatMap((contract) => (contract.kind === 'job' ? [contract.queue] : []))),
];

const requestsOf = (messages: object): readonly RequestContract[] =>
  Object.values<unknown>({ ...messages })
    .filter(isContract)
    .filter(isRequest);

/** What every agent answers under its own name, which follows the subject. */
export const AGENT_MESSAGES = requestsOf(agent);

/** What every service answers under its own name, which follows the subject: its queues and its dead letters. */
export const QUEUE_MESSAGES = requestsOf(queue);
