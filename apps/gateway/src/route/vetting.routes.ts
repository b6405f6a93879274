import { GiveVerdict, ListVerdicts, Verdict } from '@nightjar/contracts';
import { given } from './query.js';
import { allInBody, route, type Route } from './route.js';

export const vettingRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/verdicts',
    operation: 'listVerdicts',
    tag: 'reduction',
    says: ListVerdicts.says,
    takes: ListVerdicts.takes,
    answers: ListVerdicts.gives,
    run: ({ bus }, query) => bus.ask(ListVerdicts, given(query)),
  }),
  route({
    method: 'post',
    path: '/verdicts',
    operation: 'giveVerdict',
    tag: 'reduction',
    says: GiveVerdict.says,
    takes: GiveVerdict.takes,
    in: allInBody(GiveVerdict.takes),
    answers: Verdict,
    run: ({ bus, actor }, verdict) => bus.ask(GiveVerdict, given(verdict), { actor }),
  }),
];
