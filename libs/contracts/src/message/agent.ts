import { z } from 'zod';
import { ask, command, event, telemetry } from '../contract.js';
import { instant } from '../quantity.js';
import { Agent, AgentStatus, Heartbeat } from '../noun/agent.js';

const sampleHeartbeat: z.input<typeof Heartbeat> = {
  name: 'catalog',
  bootId: '0118c4a2-6d10-7000-8000-0000000000a1',
  version: '0.1.0',
  state: 'READY',
  because: null,
  operations: [],
  opsUrl: 'http://127.0.0.1:41234',
  at: '2026-11-21T06:13:05.000Z',
};

export const HeartbeatTelemetry = telemetry('tlm.agent.heartbeat', {
  says: 'An agent lives: its state and what it is doing, once a second. The agent’s name follows the subject.',
  carries: Heartbeat,
  example: sampleHeartbeat,
});

/** Like all built-in messages it is served by every agent under its own name, the last token of the subject. */
export const PingAgent = ask('ask.agent.agent.ping', {
  says: 'Are you there? Answers with a heartbeat. The agent’s name follows the subject.',
  takes: z.object({}),
  gives: Heartbeat,
  refuses: [],
  example: { takes: {}, gives: sampleHeartbeat },
});

export const StatusAgent = ask('ask.agent.agent.status', {
  says: 'Everything an agent can say of itself: state, what runs, what it answers and hears, what waits to leave.',
  takes: z.object({}),
  gives: AgentStatus,
  refuses: [],
  example: {
    takes: {},
    gives: {
      ...sampleHeartbeat,
      startedAt: '2026-11-21T06:00:00.000Z',
      serves: ['ask.catalog.target.list'],
      hears: ['evt.alert.notice.received'],
      outbox: 0,
    },
  },
});

/** Harmless at any time: what was consumed is known by its inbox key. */
export const ReconcileAgent = command('cmd.agent.agent.reconcile', {
  says: 'Rebuild from PostgreSQL what the broker should hold: streams, consumers, everything not yet consumed.',
  takes: z.object({}),
  gives: z.object({
    events: z.int().nonnegative().describe('Published again, as a consumer has not had them.'),
    jobs: z.int().nonnegative().describe('Waiting jobs whose runners were woken.'),
    consumers: z.int().nonnegative().describe('Consumers declared.'),
  }),
  refuses: [],
  example: { takes: {}, gives: { events: 12, jobs: 1, consumers: 4 } },
});

export const ReplayEvents = command('cmd.agent.event.replay', {
  says: 'Hand a range of past events to one consumer. What it has had before is left out unless `again` says so.',
  takes: z.object({
    consumer: z.string().describe('The durable consumer, e.g. catalog-evt-alert-notice-received.'),
    from: instant.optional().describe('Wall clock of the first; absent: as far back as events are kept.'),
    to: instant.optional(),
    aggregate: z.string().optional().describe('Only events about this, e.g. a target’s identifier.'),
    traceId: z.string().optional(),
    again: z.boolean().default(false).describe('Also what the consumer has had: its effects happen a second time.'),
  }),
  gives: z.object({
    handled: z.int().nonnegative(),
    skipped: z.int().nonnegative().describe('Had before.'),
    failed: z.int().nonnegative().default(0).describe('Became dead letters.'),
  }),
  refuses: ['not_found'],
  example: { takes: { consumer: 'catalog-evt-alert-notice-received' }, gives: { handled: 3, skipped: 40 } },
});

const because = z.string().min(1).max(500);

export const PauseAgent = command('cmd.agent.agent.pause', {
  says: 'Work no more until resumed: events and jobs wait, commands are refused, what keeps things safe still passes.',
  takes: z.object({ because }),
  gives: Heartbeat,
  refuses: [],
  example: {
    takes: { because: 'the mirror is being washed' },
    gives: { ...sampleHeartbeat, state: 'PAUSED', because: 'paused by ada: the mirror is being washed' },
  },
});

export const ResumeAgent = command('cmd.agent.agent.resume', {
  says: 'Work again; what waited is taken up in its order.',
  takes: z.object({}),
  gives: Heartbeat,
  refuses: [],
  example: { takes: {}, gives: sampleHeartbeat },
});

export const ShutdownAgent = command('cmd.agent.agent.shutdown', {
  says: 'Finish or hand back what runs, then end. A supervisor starts the agent again.',
  takes: z.object({ because }),
  gives: Heartbeat,
  refuses: [],
  example: {
    takes: { because: 'a new version' },
    gives: { ...sampleHeartbeat, state: 'STOPPING', because: 'shut down by ada: a new version' },
  },
});

const sampleAgent: z.input<typeof Agent> = {
  name: 'catalog',
  state: 'LOST',
  because: 'silent for 5 s',
  version: '0.1.0',
  bootId: sampleHeartbeat.bootId,
  operations: [],
  opsUrl: sampleHeartbeat.opsUrl,
  ageS: 5.2,
};

export const AgentLost = event('evt.agent.agent.lost', {
  says: 'An agent has been silent for five seconds.',
  of: ({ name }) => name,
  carries: Agent,
  example: sampleAgent,
});

export const AgentReturned = event('evt.agent.agent.returned', {
  says: 'An agent that was lost lives again.',
  of: ({ name }) => name,
  carries: Agent,
  example: { ...sampleAgent, state: 'READY', because: null, ageS: 0.1 },
});
