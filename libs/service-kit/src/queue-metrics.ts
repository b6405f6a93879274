import type { QueueState } from '@nightjar/contracts';
import { metrics } from '@opentelemetry/api';

// Asked for each time: a provider that starts after this module was loaded must be the one that counts.
const meter = () => metrics.getMeter('nightjar');

/** Counts an attempt that ended, by what has become of its job. */
export function countFinished(queue: string, outcome: string): void {
  meter()
    .createCounter('nightjar.queue.finished', { description: 'Attempts that ended, by what became of the job.' })
    .add(1, { queue, outcome });
}

/** Shows the queues of a service to whoever scrapes it. @returns how to stop that */
export function observeQueues(states: () => Promise<readonly QueueState[]>): () => void {
  const depth = meter().createObservableGauge('nightjar.queue.depth', { description: 'Jobs that wait.' });
  const age = meter().createObservableGauge('nightjar.queue.oldest_age', {
    unit: 's',
    description: 'Age of the oldest job that could start.',
  });
  const running = meter().createObservableGauge('nightjar.queue.running', { description: 'Jobs that run.' });
  const observe: Parameters<ReturnType<typeof meter>['addBatchObservableCallback']>[0] = async (result) => {
    // While the database is away there is nothing to show; readiness says that.
    for (const state of await states().catch(() => [])) {
      const labels = { queue: state.name, service: state.service };
      result.observe(depth, state.depth, labels);
      result.observe(age, state.oldestAgeS ?? 0, labels);
      result.observe(running, state.running.length, labels);
    }
  };
  const instruments = [depth, age, running];
  const the = meter();
  the.addBatchObservableCallback(observe, instruments);
  return () => the.removeBatchObservableCallback(observe, instruments);
}
