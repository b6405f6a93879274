import type { Rows } from './job-row.js';

/** A message waiting in the outbox for the relay. */
export interface Outgoing {
  readonly id: string;
  readonly subject: string;
  /** The thing it is about: messages of one thing leave in the order they were written. */
  readonly aggregate: string;
  /** The payload as JSON text. */
  readonly body: string;
  readonly traceparent: string | null;
}

/** Writes messages in one statement; their numbers in the line are in the order given. */
export async function insertOutgoing(within: Rows, schema: string, messages: readonly Outgoing[]): Promise<void> {
  const rows = messages.map(({ body, ...about }) => `{"about":${JSON.stringify(about)},"payload":${body}}`);
  // A sequence is asked once for each row as the sorted rows come.
  await within.rows(
    `insert into ${schema}.outbox (id, subject, aggregate, payload, traceparent)
     select one->'about'->>'id', one->'about'->>'subject', one->'about'->>'aggregate', one->'payload', one->'about'->>'traceparent'
     from jsonb_array_elements(?::jsonb) with ordinality as message (one, place) order by place`,
    [`[${rows.join(',')}]`],
  );
}
