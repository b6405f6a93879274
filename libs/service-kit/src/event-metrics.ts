import type { Database } from '@nightjar/persistence';
import { metrics } from '@opentelemetry/api';
import type { Vitals } from './vitals.js';

/** What an operator's alarms look at: messages that cannot be handled, and messages that cannot leave. @returns how to stop */
export function observeEvents(database: Database, vitals: Vitals): () => void {
  const meter = metrics.getMeter('nightjar');
  const letters = meter.createObservableGauge('nightjar.dead_letters', {
    description: 'Messages that could not be handled and are kept.',
  });
  const waiting = meter.createObservableGauge('nightjar.outbox.waiting', {
    description: 'Messages that have not left yet.',
  });
  const age = meter.createObservableGauge('nightjar.outbox.oldest_age', {
    unit: 's',
    description: 'Age of the oldest message that has not left; 0 when all have.',
  });
  const observe = async (result: Parameters<Parameters<typeof meter.addBatchObservableCallback>[0]>[0]) => {
    const { service, deadLetters } = vitals.now;
    result.observe(letters, deadLetters, { service });
    // While the database is away there is nothing to show; readiness says that.
    const [row] = await database
      .rows<{ n: number; oldest: number }>(
        `select count(*)::int as n, coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as oldest
       from ${database.schema}.outbox where sent_at is null`,
      )
      .catch(() => []);
    if (!row) return;
    result.observe(waiting, row.n, { service });
    result.observe(age, row.oldest, { service });
  };
  const gauges = [letters, waiting, age];
  meter.addBatchObservableCallback(observe, gauges);
  return () => meter.removeBatchObservableCallback(observe, gauges);
}
