import { CommonConfig } from '@nightjar/service-kit';
import { pipelines } from '@nightjar/pipelines';
import { z } from 'zod';

/** The queues of every pipeline there is. */
export const queues = [...new Set(pipelines.map(({ queue }) => queue))];

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
