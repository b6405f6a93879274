import {
  DeadLetter,
  DiscardDeadLetters,
  ListDeadLetters,
  page,
  paging,
  Refusal,
  RetryDeadLetters,
  type Agent,
} from '@nightjar/contracts';
import { z } from 'zod';
import { answered, gather, Missing, missing, noSuch, PATIENCE_MS, type Told } from './gathering.js';
import { mergeLetters, readCursor, serviceOfLetter } from './letter-page.js';
import { mayKeepLetters, services } from './owner.js';
import { given } from './query.js';
import { route, type Route, type RouteContext } from './route.js';

const filters = {
  service: z.string().optional().describe('The service that gave the message up.'),
  consumer: ListDeadLetters.takes.shape.consumer,
  subject: ListDeadLetters.takes.shape.subject,
};

const chosen = z.object({
  ids: z.array(DeadLetter.shape.id).min(1).max(1000).optional(),
  ...filters,
  all: z.literal(true).optional().describe('Every one; wanted where neither letters nor filters are named.'),
});
type Chosen = z.output<typeof chosen>;
const fromBody = { ids: 'body', service: 'body', consumer: 'body', subject: 'body', all: 'body' } as const;

const Handled = z.object({
  count: z.int().nonnegative(),
  services: z.array(
    z.object({
      service: z.string(),
      count: z.int().nonnegative(),
      because: z.string().nullable().describe('Why not.'),
    }),
  ),
});

/** The services meant. @throws Refusal `not_found` naming those that are known */
function keepers(agents: readonly Agent[], service: string | undefined): readonly string[] {
  const known = services(agents);
  if (service === undefined) return known;
  return known.includes(service) ? [service] : noSuch('service', service, known);
}

/** Without the services that live, say that they keep no letters, and therefore do not answer. */
const relevant = <T>(told: readonly Told<T>[], agents: readonly Agent[]): Told<T>[] =>
  told.filter(
    (each) => 'answer' in each || each.refusal.code !== 'unavailable' || mayKeepLetters(each.service, agents),
  );

interface Order {
  readonly ids?: string[];
  readonly consumer?: string;
  readonly subject?: string;
}

/** What each service is to do. @throws Refusal when nothing is chosen, or a letter’s service is unknown */
function orders(
  { ids, service, consumer, subject, all }: Chosen,
  agents: readonly Agent[],
): ReadonlyMap<string, Order> {
  const filter = given({ consumer, subject });
  if (!ids && service === undefined && Object.keys(filter).length === 0 && !all) {
    throw new Refusal('invalid', 'say which letters: ids, service, consumer or subject, or all: true for every one');
  }
  if (!ids) return new Map(keepers(agents, service).map((each) => [each, filter]));
  const of = [...new Set(ids.map(serviceOfLetter))].filter((each) => service === undefined || each === service);
  return new Map(
    of.map((each) => {
      keepers(agents, each);
      return [each, { ...filter, ids: ids.filter((id) => serviceOfLetter(id) === each) }];
    }),
  );
}

/** Sends each service its order. @throws the first refusal when every one of them refused */
async function handle(
  { agents }: RouteContext,
  choice: Chosen,
  send: (service: string, order: Order) => Promise<{ count: number }>,
): Promise<z.output<typeof Handled>> {
  const meant = orders(choice, agents());
  const told = relevant(
    await gather([...meant.keys()], (service) => send(service, meant.get(service) ?? {})),
    agents(),
  );
  const count = answered(told).reduce((sum, { answer }) => sum + answer.count, 0);
  const first = told.find((each) => 'refusal' in each);
  if (first && 'refusal' in first && answered(told).length === 0) throw first.refusal;
  return {
    count,
    services: told.map((each) =>
      'answer' in each
        ? { service: each.service, count: each.answer.count, because: null }
        : { service: each.service, count: 0, because: each.refusal.message },
    ),
  };
}

const retry = (context: RouteContext, choice: Chosen) =>
  handle(context, choice, (instance, order) =>
    context.bus.ask(RetryDeadLetters, order, { instance, actor: context.actor }),
  );

const discard = (context: RouteContext, choice: Chosen, because: string) =>
  handle(context, choice, (instance, order) =>
    context.bus.ask(DiscardDeadLetters, { ...order, because }, { instance, actor: context.actor }),
  );

const one = z.object({ id: DeadLetter.shape.id });
const because = DiscardDeadLetters.takes.shape.because;

export const deadLetterRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/dead-letters',
    operation: 'listDeadLetters',
    tag: 'operations',
    says: 'Messages that could not be handled, of all services, newest first; `missing` are services that are silent.',
    takes: z.object({ ...filters, ...paging }),
    answers: page(DeadLetter).extend({ missing: z.array(Missing) }),
    run: async ({ bus, agents }, { service, cursor, ...query }) => {
      const from = readCursor(cursor);
      const told = await gather(keepers(agents(), service), (instance) =>
        bus.ask(ListDeadLetters, given({ ...query, cursor: from.get(instance) }), { instance, timeoutMs: PATIENCE_MS }),
      );
      const parts = answered(told);
      const silent = missing(relevant(told, agents()));
      const value = parts.reduce((sum, { answer }) => sum + answer.count.value, 0);
      const exact = silent.length === 0 && parts.every(({ answer }) => answer.count.exact);
      const merged = mergeLetters(
        parts.map(({ service: name, answer }) => ({ service: name, ...answer })),
        query.limit,
        from,
      );
      return { ...merged, count: { value, exact }, missing: silent };
    },
  }),
  route({
    method: 'post',
    path: '/dead-letters/retry',
    operation: 'retryDeadLetters',
    tag: 'operations',
    says: 'Let dead letters be handled once more, each by the consumer that gave it up and by no other.',
    takes: chosen,
    in: fromBody,
    answers: Handled,
    run: (context, choice) => retry(context, choice),
  }),
  route({
    method: 'post',
    path: '/dead-letters/discard',
    operation: 'discardDeadLetters',
    tag: 'operations',
    says: 'Throw dead letters away; what they asked for is not done.',
    takes: chosen.extend({ because }),
    in: { ...fromBody, because: 'body' },
    answers: Handled,
    run: (context, { because, ...choice }) => discard(context, choice, because),
  }),
  route({
    method: 'post',
    path: '/dead-letters/:id/retry',
    operation: 'retryDeadLetter',
    tag: 'operations',
    says: 'Let one dead letter be handled once more.',
    takes: one,
    in: { id: 'path' },
    answers: Handled,
    run: (context, { id }) => retry(context, { ids: [id] }),
  }),
  route({
    method: 'post',
    path: '/dead-letters/:id/discard',
    operation: 'discardDeadLetter',
    tag: 'operations',
    says: 'Throw one dead letter away.',
    takes: one.extend({ because }),
    in: { id: 'path', because: 'body' },
    answers: Handled,
    run: (context, { id, because }) => discard(context, { ids: [id] }, because),
  }),
];
