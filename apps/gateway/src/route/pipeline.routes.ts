import { GetProcessLog, ListProcesses, Process } from '@nightjar/contracts';
import { z } from 'zod';
import { given, only } from './query.js';
import { route, type Route } from './route.js';

export const pipelineRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/processes',
    operation: 'listProcesses',
    tag: 'reduction',
    says: 'Runs of pipelines, newest first.',
    takes: ListProcesses.takes.omit({ id: true }),
    answers: ListProcesses.gives,
    run: ({ bus }, query) => bus.ask(ListProcesses, given(query)),
  }),
  route({
    method: 'get',
    path: '/processes/:id',
    operation: 'getProcess',
    tag: 'reduction',
    says: 'One run, with its steps, inputs and outputs.',
    takes: z.object({ id: z.string() }),
    in: { id: 'path' },
    answers: Process,
    run: async ({ bus }, { id }) => only(await bus.ask(ListProcesses, { id, limit: 1 }), 'process', id),
  }),
  route({
    method: 'get',
    path: '/processes/:id/log',
    operation: 'getProcessLog',
    tag: 'reduction',
    says: 'Lines of a run’s log from an offset on.',
    takes: GetProcessLog.takes,
    in: { id: 'path' },
    answers: GetProcessLog.gives,
    run: ({ bus }, query) => bus.ask(GetProcessLog, query),
  }),
];
