import { RetentionPolicy, StorageType, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/nats-core';

const DAY_MS = 86_400_000;

/** How long events stay in a stream of which nobody has said more. */
const KEEP_EVENTS_DAYS = 90;
/** The stream's own window of duplicates. Beyond it the inbox is what counts. */
const DUPLICATE_WINDOW_MS = 120_000;

export const STREAMS = ['EVENTS', 'JOBS', 'CANARY'] as const;
export type StreamName = (typeof STREAMS)[number];

/** Names on the server: a namespace keeps several observatories, or test suites, apart on one server. */
export class Naming {
  constructor(readonly namespace: string) {}

  subject(subject: string): string {
    return this.namespace ? `${this.namespace}.${subject}` : subject;
  }

  /** The subject as the contracts know it. */
  bare(subject: string): string {
    return this.namespace ? subject.slice(this.namespace.length + 1) : subject;
  }

  stream(name: StreamName): string {
    return this.namespace ? `${this.namespace}_${name}` : name;
  }

  /** Where answers to a service arrive; no other identity may listen there. */
  inbox(service: string): string {
    return this.namespace ? `_INBOX_${this.namespace}_${service}` : `_INBOX_${service}`;
  }
}

/** Whether the server that we are connected to at this moment takes several messages of a stream as one. */
export function knowsBatches({ info }: Pick<NatsConnection, 'info'>): boolean {
  const [major = 0, minor = 0] = (info?.version ?? '').split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 12);
}

/** Every stream of the observatory, in one place. Written to the feature level of NATS 2.9, with batches where there are. */
function streams(
  naming: Naming,
  keepEventsDays: number,
  batches: boolean,
): (Partial<StreamConfig> & { name: string })[] {
  const common = { storage: StorageType.File, duplicate_window: nanos(DUPLICATE_WINDOW_MS) };
  return [
    {
      ...common,
      name: naming.stream('EVENTS'),
      subjects: [naming.subject('evt.>')],
      retention: RetentionPolicy.Limits,
      max_age: nanos(keepEventsDays * DAY_MS),
      ...(batches && { allow_atomic: true }),
    },
    {
      ...common,
      name: naming.stream('JOBS'),
      subjects: [naming.subject('job.>')],
      retention: RetentionPolicy.Workqueue,
    },
    {
      ...common,
      name: naming.stream('CANARY'),
      subjects: [naming.subject('canary.>')],
      retention: RetentionPolicy.Limits,
      max_msgs_per_subject: 1,
      max_age: nanos(60_000),
      duplicate_window: nanos(60_000),
    },
  ];
}

/**
 * Makes the streams that are missing and brings the others up to date. Several services may do it at once. A stream keeps
 * its events as long as it was made to: only an operator may change that.
 */
export async function declareStreams(
  nc: Pick<NatsConnection, 'info'>,
  jsm: JetStreamManager,
  naming: Naming,
  keepEventsDays = KEEP_EVENTS_DAYS,
): Promise<void> {
  for (const config of streams(naming, keepEventsDays, knowsBatches(nc))) {
    try {
      await jsm.streams.add(config);
    } catch (fault) {
      // With another configuration: an older version of this software made it, or a service with another setting.
      if (!String(fault).includes('already in use')) throw fault;
      const { config: there } = await jsm.streams.info(config.name);
      const wanted = { ...config, max_age: there.max_age };
      if (!fits(there, wanted)) await jsm.streams.update(config.name, wanted);
    }
  }
}

const fits = (there: object, wanted: object): boolean =>
  Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(Reflect.get(there, key) as unknown) === JSON.stringify(value),
  );
