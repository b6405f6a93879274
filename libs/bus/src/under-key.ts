import type { Msg } from '@nats-io/nats-core';
import type { RequestContract } from '@nightjar/contracts';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AskOptions } from './bus-options.js';
import { refusalIn } from './refusal-wire.js';

const inHand = new AsyncLocalStorage<{ readonly key: string; asked: number }>();

/**
 * Every command that `work` asks for is carried out once for this key, also where `work` is begun again because the first
 * got no answer: who carried it out answers what it answered, or is waited for. Commands are told apart by their order.
 */
export const underKey = <T>(key: string, work: () => T): T => inHand.run({ key, asked: 0 }, work);

/**
 * Sends a request, under a key where there is one in hand. A command whose process died in the middle is carried out
 * again, unless it may not be; who keeps no record has not begun, and is asked without a key.
 * @returns the answer @throws the Refusal that came back
 */
export async function keyed(
  { kind }: RequestContract,
  { atMostOnce = false }: AskOptions,
  send: (key: string | undefined) => Promise<Msg>,
): Promise<Msg> {
  const held = kind === 'command' ? inHand.getStore() : undefined;
  const order = held && held.asked++;
  for (let deaths: number | undefined = 0; ;) {
    const key: string | undefined = held && deaths !== undefined ? `${held.key} ${order} ${deaths}` : undefined;
    const answer = await send(key);
    const refusal = refusalIn(answer);
    if (!refusal) return answer;
    if (key !== undefined && refusal.code === 'no_record') deaths = undefined;
    else if (key !== undefined && refusal.code === 'outcome_unknown' && !atMostOnce) deaths = (deaths ?? 0) + 1;
    else throw refusal;
  }
}
