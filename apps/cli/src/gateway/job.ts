import { z } from 'zod';

// only what is shown is asked for, so that a newer gateway is understood too

export const Job = z.looseObject({
  id: z.string(),
  queue: z.string(),
  state: z.string(),
  because: z.string().nullish(),
  position: z.number().nullish(),
  attempt: z.number(),
  attempts: z.number(),
  startedAt: z.string().nullish(),
  runner: z.string().nullish(),
});
export type Job = z.output<typeof Job>;

export const Queue = z.looseObject({
  name: z.string(),
  service: z.string(),
  paused: z.string().nullish(),
  depth: z.number().nullable(),
  oldestAgeS: z.number().nullish(),
  running: z.array(Job).nullable(),
  succeededPerMinute: z.number().nullish(),
  failedPerMinute: z.number().nullish(),
  unknownBecause: z.string().nullish(),
});
export type Queue = z.output<typeof Queue>;

/** Whole seconds since an instant of the wall clock. */
const since = (iso: string, now: Date): string =>
  `${Math.max(0, Math.round((now.getTime() - Date.parse(iso)) / 1000))} s`;

const rate = (perMinute: number | null | undefined): string => (perMinute ?? 0).toFixed(1);

/** A queue as the cells of a row. */
export function queueCells(queue: Queue, now: Date): string[] {
  const { name, service, paused, depth, oldestAgeS, running, unknownBecause } = queue;
  if (depth === null) return [name, service, 'UNKNOWN', '', '', '', unknownBecause ?? ''];
  const run = (running ?? []).map(
    ({ id, startedAt }) => `runs ${id}${startedAt ? ` for ${since(startedAt, now)}` : ''}`,
  );
  return [
    name,
    service,
    paused ? 'PAUSED' : 'WORKING',
    `${depth} wait${oldestAgeS == null ? '' : `, oldest ${Math.round(oldestAgeS)} s`}`,
    run.join(', ') || 'idle',
    `${rate(queue.succeededPerMinute)}/min done, ${rate(queue.failedPerMinute)}/min failed`,
    paused ?? '',
  ];
}

/** A job as the cells of a row. */
export const jobCells = ({ id, state, position, attempt, attempts, because }: Job): string[] => [
  id,
  state,
  position == null ? '' : `place ${position}`,
  `attempt ${attempt} of ${attempts}`,
  because ?? '',
];
