import type { Accepts, Pipeline } from './definition.js';
import type { FlagDefinitions } from './flags.js';
import { paramsFrom, paramsSchema } from './params.js';
import type { Tool } from './tool-declaration.js';

/** A pipeline as the API lists it: everything but what it does. */
export interface PipelineListing {
  readonly name: string;
  readonly title: string;
  readonly shortName: string;
  readonly says: string;
  readonly queue: string;
  readonly accepts: Accepts;
  readonly flags: FlagDefinitions;
  /** JSON schema of its parameters. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly tools: readonly string[];
}

/** The tools that a run with default parameters needs; what it needs beyond them, a run asks for when it begins. */
export function toolsByDefault(pipeline: Pipeline): readonly Tool[] {
  const defaults = paramsFrom(pipeline, {});
  return defaults.ok ? pipeline.needs(defaults.params) : pipeline.tools;
}

export const listingOf = (pipeline: Pipeline): PipelineListing => {
  const { name, title, shortName, says, queue, accepts, flags, tools } = pipeline;
  return {
    ...{ name, title, shortName, says, queue, accepts, flags },
    params: paramsSchema(pipeline),
    tools: tools.map(({ program }) => program),
  };
};
