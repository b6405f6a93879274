import { z } from 'zod';
import type { World } from '../world.js';

/** Who did not answer, and why. */
export const Missing = z
  .array(z.looseObject({ service: z.string().optional(), agent: z.string().optional(), because: z.string() }))
  .default([]);

/** Says on standard error whose part of an answer is not there. */
export const talkOfMissing = (world: World, missing: z.output<typeof Missing>): void => {
  for (const { service, agent, because } of missing) world.talk(`${service ?? agent ?? ''} is missing: ${because}\n`);
};
