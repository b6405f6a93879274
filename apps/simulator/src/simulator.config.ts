import { CommonConfig } from '@nightjar/service-kit';
import { z } from 'zod';

/** The simulator needs neither bus nor database. */
export const SimulatorConfig = CommonConfig.pick({
  NIGHTJAR_HOME: true,
  NIGHTJAR_SITE: true,
  NIGHTJAR_CLOCK: true,
  NIGHTJAR_CLOCK_ANCHOR: true,
  NIGHTJAR_LOG_LEVEL: true,
  NIGHTJAR_SUPERVISED: true,
}).extend({
  NIGHTJAR_VTP_SUBSCRIBER_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65535)
    .default(8099)
    .describe('Where the simulated sky hears of bursts.'),
  NIGHTJAR_SIMULATOR_CONTROL_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(11149)
    .describe('Takes scripted weather and faults as JSON lines; 0 takes a free port.'),
  NIGHTJAR_SIMULATOR_SEED: z.coerce.number().int().default(1).describe('The same seed gives the same noise.'),
});
