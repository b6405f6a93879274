import { InspectQueue, PhotometryQueue, SiteQueue } from '@nightjar/contracts';
import { CommonConfig } from '@nightjar/service-kit';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export const queues: readonly string[] = [InspectQueue, PhotometryQueue, SiteQueue].map(({ name }) => name);

export const PipelineConfig = CommonConfig.extend({
  NIGHTJAR_QUEUE: z
    .enum(queues)
    .optional()
    .describe('The one queue that this runner works; unset: all of them. One job of a queue runs at a time.'),
});
export type PipelineConfig = z.output<typeof PipelineConfig>;

/** The queues that a runner works. */
export const queuesOf = ({ NIGHTJAR_QUEUE }: Pick<PipelineConfig, 'NIGHTJAR_QUEUE'>): readonly string[] =>
  NIGHTJAR_QUEUE ? [NIGHTJAR_QUEUE] : queues;

/** Where the site's own pipelines lie. */
export const pipelineFolder = ({ NIGHTJAR_HOME }: Pick<PipelineConfig, 'NIGHTJAR_HOME'>): string =>
  join(resolve(NIGHTJAR_HOME), 'pipelines');
