import type { Bus, Followed, Meta } from '@nightjar/bus';
import { HeartbeatTelemetry, InstrumentState, ProcessLog, Refusal, type TelemetryContract } from '@nightjar/contracts';

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

/** `?types=evt.catalog,tlm.instrument.state`: a type is wanted when it is, or begins with, one of these. */
export function wants(types: string | undefined): (subject: string) => boolean {
  const wanted = (types ?? '').split(',').filter(Boolean);
  if (wanted.length === 0) return () => true;
  return (subject) => wanted.some((type) => subject === type || subject.startsWith(`${type}.`));
}

/** @returns the sequence to resume after, or undefined for what comes from now on */
export function resumeAfter(lastEventId: string | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  const sequence = Number(lastEventId);
  if (Number.isSafeInteger(sequence) && sequence >= 0) return sequence;
  throw new Refusal('invalid', 'Last-Event-ID is the id of an event of this stream, a whole number');
}

const traceIdOf = (meta: Meta): string | null => meta.traceparent?.split('-')[1] ?? null;

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
  private readonly watchers = new Set<(subject: string, text: string) => void>();

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
        for (const watcher of this.watchers) watcher(type, text);
        return Promise.resolve();
      });
    }
  }

  watch(watcher: (subject: string, text: string) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

/** Streams events and telemetry into a sink until the signal aborts. */
export async function stream(
  bus: Bus,
  fan: TelemetryFan,
  sink: Sink,
  options: { readonly types: string | undefined; readonly after: number | undefined; readonly signal: AbortSignal },
): Promise<void> {
  const wanted = wants(options.types);
  const send = (text: string): void => {
    sink.write(text);
    if (sink.writableLength > MOST_UNSENT_BYTES) sink.end();
  };
  const unwatch = fan.watch((subject, text) => {
    if (wanted(subject)) send(text);
  });
  const timer = setInterval(() => send(': still here\n\n'), COMMENT_MS);
  send('retry: 1000\n\n');
  try {
    for await (const event of bus.follow(options.signal, options.after)) {
      if (wanted(event.meta.subject)) send(eventFrame(event));
    }
  } finally {
    clearInterval(timer);
    unwatch();
    sink.end();
  }
}
