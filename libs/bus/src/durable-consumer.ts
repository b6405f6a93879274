import { AckPolicy, DeliverPolicy, type ConsumerConfig, type JetStreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';

export interface ConsumerNeeds {
  readonly durable: string;
  /** Subject on the server, the one it filters by. */
  readonly filter: string;
  /** Without a sign of life a message is given to another process after this long. */
  readonly ackWaitMs: number;
  readonly maxAckPending: number;
  /** It is owed what came from then on; absent: all that the stream has. */
  readonly since?: Date | undefined;
}

/** Makes a durable consumer that is missing and brings one that is there up to date. @returns whether it was missing */
export async function declareConsumer(jsm: JetStreamManager, stream: string, needs: ConsumerNeeds): Promise<boolean> {
  const tunable = { ack_wait: nanos(needs.ackWaitMs), max_ack_pending: needs.maxAckPending };
  const there = await jsm.consumers.info(stream, needs.durable).catch((fault: unknown) => {
    if (/not found/i.test(String(fault))) return undefined;
    throw fault;
  });
  if (there) {
    const { ack_wait, max_ack_pending, filter_subject } = there.config;
    const fits =
      ack_wait === tunable.ack_wait && max_ack_pending === tunable.max_ack_pending && filter_subject === needs.filter;
    if (!fits) {
      await jsm.consumers.update(stream, needs.durable, { ...there.config, ...tunable, filter_subject: needs.filter });
    }
    return false;
  }
  try {
    await jsm.consumers.add(stream, newConsumer(needs, tunable));
    return true;
  } catch (fault) {
    // Another instance was faster.
    if (/already/i.test(String(fault))) return false;
    throw fault;
  }
}

/** There is no limit of deliveries: the server would drop what reaches it, with a word that nobody need hear. */
const newConsumer = (
  { durable, filter, since }: ConsumerNeeds,
  tunable: Partial<ConsumerConfig>,
): Partial<ConsumerConfig> => ({
  ...tunable,
  durable_name: durable,
  filter_subject: filter,
  ack_policy: AckPolicy.Explicit,
  max_deliver: -1,
  ...(since
    ? { deliver_policy: DeliverPolicy.StartTime, opt_start_time: since.toISOString() }
    : { deliver_policy: DeliverPolicy.All }),
});
