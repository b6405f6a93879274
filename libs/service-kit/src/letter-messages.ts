import type { Bus } from '@nightjar/bus';
import {
  DiscardDeadLetters,
  ListDeadLetters,
  Refusal,
  RetryDeadLetters,
  type DeadLetter,
  type Gives,
  type Takes,
} from '@nightjar/contracts';
import type { KeptLetter, LetterChoice } from '@nightjar/persistence';
import type { LetterDesk } from './letter-desk.js';
import type { Log } from './log.js';

/** The messages about dead letters, answered under the service's name by whichever of its processes. */
export function serveLetters(bus: Bus, service: string, desk: LetterDesk, log: Log): void {
  bus.serve(ListDeadLetters, (ask) => list(desk, service, ask), service);
  bus.serve(
    RetryDeadLetters,
    async (ask) => ({ count: await some(ask, service, (choice) => desk.hand(choice)) }),
    service,
  );
  bus.serve(
    DiscardDeadLetters,
    async ({ because, ...ask }, { actor }) => {
      const count = await some(ask, service, (choice) => desk.discard(choice));
      log.warn(`${count} dead letters were discarded by ${actor}: ${because}`);
      return { count };
    },
    service,
  );
}

async function list(
  { letters }: LetterDesk,
  service: string,
  { limit, cursor, consumer, subject }: Takes<typeof ListDeadLetters>,
): Promise<Gives<typeof ListDeadLetters>> {
  const choice = { consumer, subject };
  const after = cursor === undefined ? undefined : numberIn(cursor, service);
  const [rows, value] = await Promise.all([
    letters.page(choice, { limit: limit + 1, cursor: after }),
    letters.count(choice),
  ]);
  const results = rows.slice(0, limit).map((letter) => shown(letter, service));
  const next = rows.length > limit ? (results.at(-1)?.id ?? null) : null;
  return { results, next, count: { value, exact: true } };
}

/** @throws Refusal `not_found` when letters were named and none of them is there */
async function some(
  { ids, consumer, subject }: Takes<typeof RetryDeadLetters>,
  service: string,
  act: (choice: LetterChoice) => Promise<number>,
): Promise<number> {
  const count = await act({ ids: ids?.map((id) => numberIn(id, service)), consumer, subject });
  if (count === 0 && ids) throw new Refusal('not_found', `${service} keeps no such dead letter`);
  return count;
}

/** @throws Refusal `not_found` for a letter of another service */
function numberIn(id: string, service: string): string {
  const number = id.startsWith(`${service}.`) ? id.slice(service.length + 1) : '';
  if (!/^\d{1,18}$/.test(number)) throw new Refusal('not_found', `${service} keeps no dead letter ${id}`);
  return number;
}

const shown = ({ id, traceparent, ...letter }: KeptLetter, service: string): DeadLetter => ({
  ...{ id: `${service}.${id}`, service, kind: letter.subject.startsWith('job.') ? 'job' : 'event' },
  ...{ consumer: letter.consumer, messageId: letter.messageId, subject: letter.subject, payload: letter.payload },
  ...{ reason: letter.reason, attempts: letter.attempts, failedAt: letter.failedAt },
  traceId: traceparent?.split('-')[1] ?? null,
});
