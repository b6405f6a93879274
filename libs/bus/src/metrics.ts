import { metrics, type Histogram, type MeterProvider } from '@opentelemetry/api';

const OUT_OF_DATE = 'nightjar.messages.out_of_date';
const DURATION = 'messaging.process.duration';

/** One more message came after its deadline and was not executed. */
export function countLate(subject: string): void {
  metrics
    .getMeter('nightjar')
    .createCounter(OUT_OF_DATE, { description: 'Messages that came after their deadline and were not executed.' })
    .add(1, { 'messaging.destination.name': subject });
}

let kept: { readonly provider: MeterProvider; readonly histogram: Histogram } | undefined;

/** Kept for as long as the provider is the same: one that starts after this module was loaded must be the one that counts. */
function durations(): Histogram {
  const provider = metrics.getMeterProvider();
  if (kept?.provider !== provider) {
    const histogram = provider.getMeter('nightjar').createHistogram(DURATION, {
      unit: 's',
      description: 'How long a message took to be handled.',
      advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
    });
    kept = { provider, histogram };
  }
  return kept.histogram;
}

/**
 * Times how long a message takes to be handled, by subject and outcome; the names are OpenTelemetry's for messaging.
 * @returns what `work` returned
 */
export async function timed<T>(subject: string, operation: 'serve' | 'consume', work: () => Promise<T>): Promise<T> {
  const histogram = durations();
  const since = performance.now();
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.name': operation,
    'messaging.destination.name': subject,
  };
  const record = (more: object): void =>
    histogram.record((performance.now() - since) / 1000, { ...attributes, ...more });
  try {
    const result = await work();
    record({});
    return result;
  } catch (fault) {
    record({ 'error.type': fault instanceof Error ? fault.name : 'unknown' });
    throw fault;
  }
}
