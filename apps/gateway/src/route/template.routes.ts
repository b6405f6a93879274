import {
  DeleteTemplate,
  FillTemplate,
  ListTemplates,
  ObservationRequest,
  Observe,
  RequestTemplate,
  SaveTemplate,
} from '@nightjar/contracts';
import { z } from 'zod';
import { given, only } from './query.js';
import { allInBody, route, type Route } from './route.js';

const byId = z.object({ id: z.string() });
const inPath = { id: 'path' } as const;
const order = Observe.takes.pick({ overrides: true, email: true });

export const templateRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/request-templates',
    operation: 'listRequestTemplates',
    tag: 'night',
    says: 'Templates of requests, of one target and telescope where those are given; and whether you may make one.',
    takes: ListTemplates.takes.omit({ id: true }),
    answers: ListTemplates.gives,
    run: ({ bus, actor }, query) => bus.ask(ListTemplates, given(query), { actor }),
  }),
  route({
    method: 'post',
    path: '/request-templates',
    operation: 'saveRequestTemplate',
    tag: 'night',
    says: 'Make a template of a request, or change the one of this identifier. For operators.',
    takes: SaveTemplate.takes,
    in: allInBody(SaveTemplate.takes),
    answers: RequestTemplate,
    status: 201,
    location: ({ id }) => `/request-templates/${id}`,
    run: ({ bus, actor }, template) => bus.ask(SaveTemplate, given(template), { actor }),
  }),
  route({
    method: 'get',
    path: '/request-templates/:id',
    operation: 'getRequestTemplate',
    tag: 'night',
    says: 'One template.',
    takes: byId,
    in: inPath,
    answers: RequestTemplate,
    run: async ({ bus }, { id }) => only(await bus.ask(ListTemplates, { id, limit: 1 }), 'template', id),
  }),
  route({
    method: 'get',
    path: '/request-templates/:id/form',
    operation: 'fillRequestTemplate',
    tag: 'night',
    says: 'The form of a template as a person is shown it, with the name its request would have now.',
    takes: byId,
    in: inPath,
    answers: FillTemplate.gives,
    run: ({ bus }, { id }) => bus.ask(FillTemplate, { id }),
  }),
  route({
    method: 'post',
    path: '/request-templates/:id/observe',
    operation: 'observeByTemplate',
    tag: 'night',
    says: 'Make a request of a template, some of its fields replaced; an address is told once of new data.',
    takes: byId.extend(order.shape),
    in: { id: 'path', overrides: 'body', email: 'body' },
    answers: ObservationRequest,
    status: 201,
    location: ({ id }) => `/requests/${id}`,
    run: async ({ bus, actor }, { id, overrides, email }) => {
      const { name, target, facility } = only(await bus.ask(ListTemplates, { id, limit: 1 }), 'template', id);
      return bus.ask(Observe, { template: name, target, facility, overrides, email }, { actor });
    },
  }),
  route({
    method: 'delete',
    path: '/request-templates/:id',
    operation: 'deleteRequestTemplate',
    tag: 'night',
    says: 'Delete a template; requests that were made of it stay. For operators.',
    takes: byId,
    in: inPath,
    answers: RequestTemplate,
    run: ({ bus, actor }, { id }) => bus.ask(DeleteTemplate, { id }, { actor }),
  }),
];
