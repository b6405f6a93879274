import { DeleteRule, ListRules, Rule, SaveRule } from '@nightjar/contracts';
import { z } from 'zod';
import { given, only } from './query.js';
import { allInBody, route, type Route } from './route.js';

const byId = z.object({ id: z.string() });
const inPath = { id: 'path' } as const;

export const ruleRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/rules',
    operation: 'listRules',
    tag: 'reduction',
    says: 'Rules that start chains, by name.',
    takes: ListRules.takes.omit({ id: true }),
    answers: ListRules.gives,
    run: ({ bus }, query) => bus.ask(ListRules, given(query)),
  }),
  route({
    method: 'post',
    path: '/rules',
    operation: 'saveRule',
    tag: 'reduction',
    says: SaveRule.says,
    takes: SaveRule.takes,
    in: allInBody(SaveRule.takes),
    answers: Rule,
    location: ({ id }) => `/rules/${id}`,
    run: ({ bus, actor }, rule) => bus.ask(SaveRule, given(rule), { actor }),
  }),
  route({
    method: 'get',
    path: '/rules/:id',
    operation: 'getRule',
    tag: 'reduction',
    says: 'One rule.',
    takes: byId,
    in: inPath,
    answers: Rule,
    run: async ({ bus }, { id }) => only(await bus.ask(ListRules, { id, limit: 1 }), 'rule', id),
  }),
  route({
    method: 'delete',
    path: '/rules/:id',
    operation: 'deleteRule',
    tag: 'reduction',
    says: 'Delete a rule; what it started goes on.',
    takes: byId,
    in: inPath,
    answers: Rule,
    run: ({ bus, actor }, { id }) => bus.ask(DeleteRule, { id }, { actor }),
  }),
];
