import { Heartbeat, PauseAgent, PingAgent, ResumeAgent, ShutdownAgent } from '@nightjar/contracts';
import { z } from 'zod';
import { route, type Route } from './route.js';

const named = z.object({ name: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'the name of an agent is wanted' }) });
const withReason = named.extend(PauseAgent.takes.shape);
const inPath = { name: 'path' } as const;
const inPathAndBody = { name: 'path', because: 'body' } as const;

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
    run: ({ bus }, { name }) => bus.ask(PingAgent, {}, { instance: name }),
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
    run: ({ bus, actor }, { name, because }) => bus.ask(PauseAgent, { because }, { instance: name, actor }),
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
    run: ({ bus, actor }, { name }) => bus.ask(ResumeAgent, {}, { instance: name, actor }),
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
    run: ({ bus, actor }, { name, because }) => bus.ask(ShutdownAgent, { because }, { instance: name, actor }),
  }),
];
