import { ask, event, job, queue } from '@nightjar/contracts';
import { z } from 'zod';

/** What the bench sends; no part of the observatory. */
const sample = { n: 1, text: 'x' };
const carries = z.object({ n: z.int(), text: z.string() });

export const Echo = ask('ask.bench.echo.say', {
  says: 'Answers with what it was asked.',
  takes: carries,
  gives: carries,
  refuses: [],
  example: { takes: sample, gives: sample },
});

export const Happened = event('evt.bench.thing.happened', {
  says: 'Something happened on the bench.',
  of: ({ text }) => text,
  carries,
  example: sample,
});

export const Unheard = event('evt.bench.thing.unheard', {
  says: 'Something happened on the bench that nobody waits for.',
  of: ({ text }) => text,
  carries,
  example: sample,
});

export const NoOpQueue = queue('bench', { service: 'bench-worker', says: 'Does nothing, one after the other.' });

export const NoOp = job(NoOpQueue, 'nothing', { says: 'Nothing is to be done.', carries, example: sample });

export const Seen = ask('ask.bench.seen.take', {
  says: 'When each event or job was handled since the last time of asking: number and monotonic nanoseconds.',
  takes: z.object({ collect: z.boolean().default(false).describe('Measure the heap after a full collection.') }),
  gives: z.object({
    events: z.array(z.tuple([z.int(), z.string()])),
    jobs: z.array(z.tuple([z.int(), z.string()])),
    heapMiB: z.number().describe('What is in use.'),
  }),
  refuses: [],
  example: { takes: {}, gives: { events: [[1, '1000']], jobs: [], heapMiB: 50 } },
});
