import { InspectQueue, PhotometryQueue, SiteQueue } from '@nightjar/contracts';
import { CommonConfig } from '@nightjar/service-kit';
import { SkyConfig, skySettings, type SkySettings } from '@nightjar/sky-servers';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export const queues: readonly string[] = [InspectQueue, PhotometryQueue, SiteQueue].map(({ name }) => name);

export const PipelineConfig = CommonConfig.extend({
  ...SkyConfig.shape,
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

/** How pipelines ask the sky: kept answers below the home, the site's catalogues in the one PostgreSQL. */
export const skyOf = (config: PipelineConfig): SkySettings =>
  skySettings(config, resolve(config.NIGHTJAR_HOME), config.NIGHTJAR_DATABASE_URL);
