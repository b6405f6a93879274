import { DataProductGroup, ListProductGroups, SaveProductGroup } from '@nightjar/contracts';
import { z } from 'zod';
import { given, only } from './query.js';
import { allInBody, route, type Route } from './route.js';

export const groupRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/data-product-groups',
    operation: 'listDataProductGroups',
    tag: 'catalogue',
    says: 'Groups of data products, newest first.',
    takes: ListProductGroups.takes.omit({ id: true }).extend({ outputs: z.stringbool().optional() }),
    answers: ListProductGroups.gives,
    run: ({ bus }, query) => bus.ask(ListProductGroups, given(query)),
  }),
  route({
    method: 'post',
    path: '/data-product-groups',
    operation: 'saveDataProductGroup',
    tag: 'catalogue',
    says: 'Make a group of data products, or change which products belong to it.',
    takes: SaveProductGroup.takes,
    in: allInBody(SaveProductGroup.takes),
    answers: DataProductGroup,
    location: ({ id }) => `/data-product-groups/${id}`,
    run: ({ bus, actor }, group) => bus.ask(SaveProductGroup, given(group), { actor }),
  }),
  route({
    method: 'get',
    path: '/data-product-groups/:id',
    operation: 'getDataProductGroup',
    tag: 'catalogue',
    says: 'One group of data products.',
    takes: z.object({ id: z.string() }),
    in: { id: 'path' },
    answers: DataProductGroup,
    run: async ({ bus }, { id }) => only(await bus.ask(ListProductGroups, { id, limit: 1 }), 'group', id),
  }),
];
