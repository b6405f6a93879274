import {
  AgentStatus,
  Heartbeat,
  PauseAgent,
  PingAgent,
  Refusal,
  ResumeAgent,
  ShutdownAgent,
  StatusAgent,
  type Gives,
  type RequestContract,
  type TakesIn,
} from '@nightjar/contracts';
import { z } from 'zod';
import { noSuch } from './gathering.js';
import { route, type Route, type RouteContext } from './route.js';

const named = z.object({ name: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'the name of an agent is wanted' }) });
const withReason = named.extend(PauseAgent.takes.shape);
const inPath = { name: 'path' } as const;
const inPathAndBody = { name: 'path', because: 'body' } as const;

/** Asks an agent under its name. @throws Refusal `not_found`, naming those there are, when nobody has ever had the name */
async function askAgent<C extends RequestContract>(
  { bus, agents, actor }: RouteContext,
  name: string,
  contract: C,
  payload: TakesIn<C>,
): Promise<Gives<C>> {
  try {
    return await bus.ask(contract, payload, { instance: name, actor });
  } catch (thrown) {
    const known = agents().map((agent) => agent.name);
    const nobody = thrown instanceof Refusal && thrown.code === 'unavailable' && !known.includes(name);
    if (nobody) noSuch('agent', name, known);
    throw thrown;
  }
}

export const agentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/agents/:name/ping',
    operation: 'pingAgent',
    tag: 'operations',
    says: 'Ask an agent for a sign of life over the bus.',
    takes: named,
    in: inPath,
    answers: Heartbeat,
    run: (context, { name }) => askAgent(context, name, PingAgent, {}),
  }),
  route({
    method: 'get',
    path: '/agents/:name/status',
    operation: 'getAgentStatus',
    tag: 'operations',
    says: 'Everything an agent can say of itself: what runs, what it answers and hears, what waits to leave.',
    takes: named,
    in: inPath,
    answers: AgentStatus,
    run: (context, { name }) => askAgent(context, name, StatusAgent, {}),
  }),
  route({
    method: 'post',
    path: '/agents/:name/pause',
    operation: 'pauseAgent',
    tag: 'operations',
    says: 'Let an agent rest: events and jobs wait, commands are refused, what keeps things safe still passes.',
    takes: withReason,
    in: inPathAndBody,
    answers: Heartbeat,
    run: (context, { name, because }) => askAgent(context, name, PauseAgent, { because }),
  }),
  route({
    method: 'post',
    path: '/agents/:name/resume',
    operation: 'resumeAgent',
    tag: 'operations',
    says: 'Let a paused agent work again.',
    takes: named,
    in: inPath,
    answers: Heartbeat,
    run: (context, { name }) => askAgent(context, name, ResumeAgent, {}),
  }),
  route({
    method: 'post',
    path: '/agents/:name/shutdown',
    operation: 'shutdownAgent',
    tag: 'operations',
    says: 'Let an agent finish what runs and end; its supervisor starts it again.',
    takes: withReason,
    in: inPathAndBody,
    answers: Heartbeat,
    status: 202,
    run: (context, { name, because }) => askAgent(context, name, ShutdownAgent, { because }),
  }),
];
