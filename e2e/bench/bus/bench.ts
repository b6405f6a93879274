import { parseArgs } from 'node:util';
import { commitToHandler, throughput } from './events.js';
import { jobs } from './jobs.js';
import { memory } from './memory.js';
import { openPlace } from './place.js';
import { requests } from './requests.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });

/** Says each figure as soon as it is there, and all of them in the last line. */
export async function bench(): Promise<void> {
  const place = await openPlace();
  try {
    const asked = await requests(place);
    console.log(`ask p50 ${asked.ask.p50} ms beside raw request/reply ${asked.raw.p50} ms: ${asked.ratio} times`);
    const latency = await commitToHandler(place);
    console.log(`event from commit to handler: p50 ${latency.p50} ms, p99 ${latency.p99} ms`);
    const through = await throughput(place);
    console.log(
      `outbox: ${through.alone} events/s to the stream (bare NATS ${through.raw}), ${through.beside} beside a consumer that handles ${through.handled}`,
    );
    const perSecond = await jobs(place);
    console.log(`queue: ${perSecond} no-op jobs/s, one at a time`);
    const flat = await memory(place, Number(values.minutes));
    console.log(
      `memory of the worker over ${flat.minutes} min: heap ${flat.firstHeapMiB} to ${flat.lastHeapMiB} MiB (${flat.heapMiBPerHour} MiB/h), resident ${flat.firstRssMiB} to ${flat.lastRssMiB} MiB`,
    );
    console.log(
      JSON.stringify({
        bench: 'bus',
        ask: asked.ask,
        raw: asked.raw,
        askToRaw: asked.ratio,
        commitToHandler: latency,
        rawEventsPerSecond: through.raw,
        outboxEventsPerSecond: through.alone,
        besideConsumerEventsPerSecond: through.beside,
        handledEventsPerSecond: through.handled,
        jobsPerSecond: perSecond,
        memory: flat,
        unit: 'ms',
      }),
    );
  } finally {
    await place.close();
  }
}
