import type { Bus, Followed } from '@nightjar/bus';
import { Refusal } from '@nightjar/contracts';
import { COMMENT_MS, factOf, frame, MOST_UNSENT_BYTES, traceIdOf, type Sink } from './frame.js';
import type { TelemetryFan } from './telemetry-fan.js';
import type { Wanted } from './wanted.js';

/** @returns the sequence to resume after, or undefined for what comes from now on */
export function resumeAfter(lastEventId: string | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  const sequence = Number(lastEventId);
  if (Number.isSafeInteger(sequence) && sequence >= 0) return sequence;
  throw new Refusal('invalid', 'Last-Event-ID is the id of an event of this stream, a whole number');
}

const eventFrame = ({ sequence, meta, at, payload }: Followed): string =>
  frame(sequence, meta.subject, {
    id: meta.id,
    type: meta.subject,
    at: at.toISOString(),
    traceId: traceIdOf(meta),
    data: payload,
  });

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
    if (sink.writableLength > MOST_UNSENT_BYTES) sink.destroy();
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
