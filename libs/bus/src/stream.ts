import { RetentionPolicy, StorageType, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';

const DAY_MS = 86_400_000;

/** How long events stay in the stream; PostgreSQL keeps them longer. */
const EVENT_AGE_MS = 90 * DAY_MS;
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

/** Every stream of the observatory, in one place. Written to the feature level of NATS 2.9. */
function streams(naming: Naming): (Partial<StreamConfig> & { name: string })[] {
  const common = { storage: StorageType.File, duplicate_window: nanos(DUPLICATE_WINDOW_MS) };
  return [
    {
      ...common,
      name: naming.stream('EVENTS'),
      subjects: [naming.subject('evt.>')],
      retention: RetentionPolicy.Limits,
      max_age: nanos(EVENT_AGE_MS),
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

/** Makes the streams that are missing and brings the others up to date. Several services may do it at once. */
export async function declareStreams(jsm: JetStreamManager, naming: Naming): Promise<void> {
  for (const config of streams(naming)) {
    try {
      await jsm.streams.add(config);
    } catch (fault) {
      // "stream name already in use" with another configuration: an older version of this software made it.
      if (!String(fault).includes('already in use')) throw fault;
      await jsm.streams.update(config.name, config);
    }
  }
}
