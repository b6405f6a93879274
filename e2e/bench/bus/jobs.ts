import { collected, rate } from './events.js';
import { NoOp, Seen } from './messages.js';
import type { Place } from './place.js';

const JOBS = 5000;
const AT_ONCE = 100;

/** No-op jobs per second with row, lease, fence, attempt, states and dead-letter rules, one at a time. */
export async function jobs({ bus, worker, relay }: Place): Promise<number> {
  await bus.ask(Seen, {});
  const running = relay(worker);
  running.start();
  const since = process.hrtime.bigint();
  for (let n = 0; n < JOBS; n += AT_ONCE)
    await worker.transaction(async (tx) => {
      for (let i = 0; i < AT_ONCE; i++) await tx.enqueue(NoOp, { n: n + i, text: 'nothing' });
    });
  const seen = await collected(bus, 'jobs', JOBS);
  await running.stop();
  const last = seen.reduce((latest, [, at]) => (BigInt(at) > latest ? BigInt(at) : latest), 0n);
  return rate(JOBS, since, last);
}
