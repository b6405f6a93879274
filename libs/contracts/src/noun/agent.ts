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
});
export type Agent = z.output<typeof Agent>;
