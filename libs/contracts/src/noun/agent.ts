import { z } from 'zod';
import { instant, quantity } from '../quantity.js';

export const AgentState = z.enum(['STARTING', 'READY', 'DEGRADED', 'PAUSED', 'STOPPING']);

/** One beat of a service's heart. */
export const Heartbeat = z.object({
  name: z.string(),
  bootId: z.string(),
  version: z.string(),
  state: AgentState,
  because: z.string().nullable().describe('What is wrong, when not READY.'),
  operations: z.array(z.string()).describe('What runs at this moment.'),
  opsUrl: z.url().nullable().describe('Where its /metrics, /livez and /readyz are.'),
  at: instant.describe('Wall clock.'),
  service: z.string().default('').describe('What it is an instance of; empty where an older agent does not say.'),
  queues: z.array(z.string()).default([]).describe('The queues it runs.'),
  deadLetters: z.int().nonnegative().default(0).describe('Messages its service could not handle and keeps.'),
  standsBy: z.boolean().default(false).describe('Another instance of its name leads; it waits to take over.'),
  notes: z.array(z.string()).default([]).describe('What an operator should know, although it works.'),
});
export type Heartbeat = z.output<typeof Heartbeat>;

/** An agent as the gateway knows it: LOST after 5 s of silence. */
export const Agent = z.object({
  name: z.string(),
  state: z.enum([...AgentState.options, 'LOST']),
  because: z.string().nullable(),
  version: z.string(),
  bootId: z.string(),
  operations: z.array(z.string()),
  opsUrl: z.url().nullable(),
  ageS: quantity('s', z.number()),
  service: z.string().default(''),
  queues: z.array(z.string()).default([]),
  deadLetters: z.int().nonnegative().default(0),
  standbys: z.int().nonnegative().default(0).describe('Instances that wait to take over.'),
  notes: z.array(z.string()).default([]).describe('What an operator should know, although it works.'),
});

/** Everything an agent can say of itself. */
export const AgentStatus = Heartbeat.extend({
  startedAt: instant.describe('Wall clock.'),
  serves: z.array(z.string()).describe('Subjects of what it answers.'),
  hears: z.array(z.string()).describe('Subjects of the events and jobs it handles.'),
  outbox: z.int().nonnegative().nullable().describe('Messages that have not left yet; null: its database is away.'),
});
export type AgentStatus = z.output<typeof AgentStatus>;
export type Agent = z.output<typeof Agent>;
