import type { Bus, Followed, Meta } from '@nightjar/bus';
import { HeartbeatTelemetry, InstrumentState, ProcessLog, Refusal, type TelemetryContract } from '@nightjar/contracts';
import type { Fact, Wanted } from './wanted.js';

/** A watcher that reads slower than this much behind is let go; it resumes from its last id. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;
const COMMENT_MS = 15_000;

const TELEMETRY: readonly TelemetryContract[] = [HeartbeatTelemetry, InstrumentState, ProcessLog];

/** Where server-sent events go. */
export interface Sink {
  write(text: string): boolean;
  readonly writableLength: number;
  end(): void;
}

/** @returns the sequence to resume after, or undefined for what comes from now on */
export function resumeAfter(lastEventId: string | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  const sequence = Number(lastEventId);
  if (Number.isSafeInteger(sequence) && sequence >= 0) return sequence;
  throw new Refusal('invalid', 'Last-Event-ID is the id of an event of this stream, a whole number');
}

const traceIdOf = (meta: Meta): string | null => meta.traceparent?.split('-')[1] ?? null;

const factOf = (type: string, meta: Meta, data: unknown): Fact => ({
  subject: type,
  data,
  traceId: traceIdOf(meta),
  aggregate: meta.aggregate,
});

const frame = (id: number | null, type: string, body: object): string =>
  `${id === null ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(body)}\n\n`;

const eventFrame = ({ sequence, meta, at, payload }: Followed): string =>
  frame(sequence, meta.subject, {
    id: meta.id,
    type: meta.subject,
    at: at.toISOString(),
    traceId: traceIdOf(meta),
    data: payload,
  });

/** Shares one subscription to telemetry among all watchers. */
export class TelemetryFan {
  private readonly watchers = new Set<(fact: Fact, text: string) => void>();

  constructor(bus: Bus) {
    for (const contract of TELEMETRY) {
      bus.hear(contract, (payload, meta) => {
        const type = contract.subject;
        const text = frame(null, type, {
          id: meta.id,
          type,
          at: new Date().toISOString(),
          traceId: traceIdOf(meta),
          data: payload,
        });
        for (const watcher of this.watchers) watcher(factOf(type, meta, payload), text);
        return Promise.resolve();
      });
    }
  }

  watch(watcher: (fact: Fact, text: string) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

/** Streams events and telemetry into a sink until the signal aborts. */
export async function stream(
  bus: Bus,
  fan: TelemetryFan,
  sink: Sink,
  options: { readonly wanted: Wanted; readonly after: number | undefined; readonly signal: AbortSignal },
): Promise<void> {
  const { wanted } = options;
  const send = (text: string): void => {
    sink.write(text);
    if (sink.writableLength > MOST_UNSENT_BYTES) sink.end();
  };
  const unwatch = fan.watch((fact, text) => {
    if (wanted(fact)) send(text);
  });
  const timer = setInterval(() => send(': still here\n\n'), COMMENT_MS);
  send('retry: 1000\n\n');
  try {
    for await (const event of bus.follow(options.signal, options.after)) {
      if (wanted(factOf(event.meta.subject, event.meta, event.payload))) send(eventFrame(event));
    }
  } finally {
    clearInterval(timer);
    unwatch();
    sink.end();
  }
}
