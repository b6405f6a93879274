import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';

const PARENT = 'traceparent';

/** The W3C trace parent of the work in hand, or null where nothing is traced. */
export function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier[PARENT] ?? null;
}

/** The trace id of the work in hand: 32 hexadecimal digits, or null. */
export function currentTraceId(): string | null {
  const span = trace.getSpanContext(context.active());
  return span ? span.traceId : null;
}

const contextOf = (traceparent: string | null): Context =>
  traceparent ? propagation.extract(ROOT_CONTEXT, { [PARENT]: traceparent }) : ROOT_CONTEXT;

/** Runs `work` in a span of the trace that `traceparent` names; a fresh trace where it names none. */
export async function inTrace<T>(
  traceparent: string | null,
  name: string,
  kind: 'consumer' | 'server' | 'client' | 'producer' | 'internal',
  work: () => Promise<T>,
): Promise<T> {
  return inSpan(contextOf(traceparent), name, kind, work);
}

/** Runs `work` in a child span of the work in hand. */
export async function inChildSpan<T>(
  name: string,
  kind: 'consumer' | 'server' | 'client' | 'producer' | 'internal',
  work: () => Promise<T>,
): Promise<T> {
  return inSpan(context.active(), name, kind, work);
}

/**
 * Runs `work` within a stored trace id, long after the span that carried it ended: a planned block, an exposure after
 * a restart. The parent span id is not kept with records, so the new span is a sibling within the same trace.
 */
export async function withinTraceId<T>(traceId: string | null, name: string, work: () => Promise<T>): Promise<T> {
  return inTrace(traceId ? `00-${traceId}-${traceId.slice(0, 15)}1-01` : null, name, 'internal', work);
}

const KIND = {
  consumer: SpanKind.CONSUMER,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  internal: SpanKind.INTERNAL,
} as const;

function inSpan<T>(parent: Context, name: string, kind: keyof typeof KIND, work: () => Promise<T>): Promise<T> {
  const tracer = trace.getTracer('nightjar');
  return tracer.startActiveSpan(name, { kind: KIND[kind] }, parent, async (span) => {
    try {
      return await work();
    } catch (fault) {
      span.recordException(fault instanceof Error ? fault : String(fault));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw fault;
    } finally {
      span.end();
    }
  });
}
