import { z } from 'zod';
import { ask, command, event, telemetry } from '../contract.js';
import { Agent, Heartbeat } from '../noun/agent.js';

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
  carries: Agent,
  example: sampleAgent,
});

export const AgentReturned = event('evt.agent.agent.returned', {
  says: 'An agent that was lost lives again.',
  carries: Agent,
  example: { ...sampleAgent, state: 'READY', because: null, ageS: 0.1 },
});
