import type { Meta } from '@nightjar/bus';
import type { Fact } from './wanted.js';

/** A watcher that reads slower than this much behind is let go; it resumes from its last id. */
export const MOST_UNSENT_BYTES = 4 * 1024 * 1024;

/** Often enough that no proxy takes a quiet stream for a dead one. */
export const COMMENT_MS = 15_000;

/** Where server-sent events go. */
export interface Sink {
  write(text: string): boolean;
  readonly writableLength: number;
  end(): void;
  /** Lets go at once, with all that is unsent: to end in order would wait for a reader that does not read. */
  destroy(): void;
}

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // a stream that ends has no use for its connection, and a server that stops would wait for it
  connection: 'close',
  'x-accel-buffering': 'no',
} as const;

export const traceIdOf = (meta: Meta): string | null => meta.traceparent?.split('-')[1] ?? null;

export const factOf = (subject: string, meta: Meta, data: unknown): Fact => ({
  subject,
  data,
  traceId: traceIdOf(meta),
  aggregate: meta.aggregate,
});

/** One server-sent event. @param id null: it does not move where the watcher resumes */
export const frame = (id: number | null, type: string, body: object): string =>
  `${id === null ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(body)}\n\n`;
