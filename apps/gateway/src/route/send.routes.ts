import { Sender, type Sent } from '@nightjar/bus';
import { isRequest } from '@nightjar/contracts';
import { z } from 'zod';
import { messageOf, type Message } from './message-of.js';
import { route, type Route } from './route.js';

/** An operator waits no longer, and no connection is kept open longer. */
const LONGEST_S = 240;

const gives = z.unknown().describe('The answer, as the contract gives it.');

/** What came of a message that was sent to an agent. */
const Outcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), gives }),
  z.object({ outcome: z.literal('started'), run: z.string().describe('What was begun.'), gives }),
  z.object({ outcome: z.literal('accepted'), job: z.string().describe('The job that waits for its turn.'), gives }),
  z.object({
    outcome: z.literal('refused'),
    code: z.string(),
    says: z.string(),
    detail: z.record(z.string(), z.unknown()),
  }),
  z.object({
    outcome: z.literal('timed_out'),
    which: z
      .enum(['unreachable', 'not_received', 'unfinished', 'out_of_date'])
      .describe('Only what is unfinished was perhaps executed.'),
    says: z.string(),
  }),
]);
type Outcome = z.output<typeof Outcome>;

/** On the wire a run is its identifier. */
const outcomeOf = (sent: Sent<unknown>): Outcome =>
  sent.outcome === 'started' ? { ...sent, run: sent.run.id } : { ...sent };

/** Nobody acts in another’s name: where a message says who asks, it is the one who is signed in. */
function signed(contract: Message, payload: unknown, actor: string): unknown {
  const names = isRequest(contract) && contract.takes instanceof z.ZodObject && 'actor' in contract.takes.shape;
  return names && typeof payload === 'object' && payload !== null ? { ...payload, actor } : payload;
}

export const sendRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/agents/:name/send',
    operation: 'sendToAgent',
    tag: 'operations',
    says: 'Send a command, a question or a job to an agent, or to a service, and hear what came of it.',
    takes: z.object({
      name: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'the name of an agent is wanted' }),
      contract: z.string().describe('Its name in the reference of messages, e.g. ListTargets, or its subject.'),
      payload: z.unknown().default({}),
      deadlineS: z.number().positive().max(LONGEST_S).optional().describe('It is not executed later. Default: 5 s.'),
      idempotencyKey: z.string().min(1).max(200).optional().describe('A command is executed once for each key.'),
    }),
    in: { name: 'path', contract: 'body', payload: 'body', deadlineS: 'body', idempotencyKey: 'body' },
    answers: Outcome,
    run: async ({ bus, actor }, { name, contract: named, payload, deadlineS, idempotencyKey }) => {
      const contract = messageOf(named);
      const sent = await new Sender(bus).send(name, contract, signed(contract, payload, actor) as never, {
        actor,
        ...(deadlineS === undefined ? {} : { deadline: deadlineS }),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      return outcomeOf(sent);
    },
  }),
];
