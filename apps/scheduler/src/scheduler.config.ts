import { CommonConfig } from '@nightjar/service-kit';
import { z } from 'zod';

const names = (text: string): string[] => text.split(',').flatMap((name) => (name.trim() ? [name.trim()] : []));

/** Settings of the scheduler. */
export const SchedulerConfig = CommonConfig.extend({
  NIGHTJAR_OPERATORS: z
    .string()
    .default('administrator')
    .transform(names)
    .describe('Who may make, change and delete templates of requests; names separated by commas.'),
  NIGHTJAR_ALERT_ADDRESSES_PER_DAY: z.coerce
    .number()
    .int()
    .min(0)
    .default(50)
    .describe('Different addresses that may ask to be told of new data within a day; one more is refused.'),
  NIGHTJAR_OPEN_REQUESTS: z.coerce
    .number()
    .int()
    .min(0)
    .default(20)
    .describe('Requests of one open template that may wait or run at once; one more without signing in is refused.'),
  NIGHTJAR_OPEN_EXPOSURE_S: z.coerce
    .number()
    .positive()
    .default(3600)
    .describe('Exposure, all together, that may be asked for in one request without signing in, seconds.'),
});
export type SchedulerConfig = z.output<typeof SchedulerConfig>;
