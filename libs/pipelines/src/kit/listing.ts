import type { Accepts, Pipeline } from './definition.js';
import { stdwebKeyOf } from '../stdweb/settings.js';
import type { FlagDefinition } from './flags.js';
import { paramsFrom, paramsSchema } from './params.js';
import type { Tool } from './tool-declaration.js';

/** A flag as it is listed, with STDWeb’s key for it, where it has one. */
export interface FlagListing extends FlagDefinition {
  readonly stdweb?: string;
}

/** A pipeline as the API lists it: everything but what it does. */
export interface PipelineListing {
  readonly name: string;
  readonly title: string;
  readonly shortName: string;
  readonly says: string;
  readonly queue: string;
  readonly accepts: Accepts;
  readonly flags: Readonly<Record<string, FlagListing>>;
  /** JSON schema of its parameters; `stdweb` is STDWeb’s key for one, where it has one. */
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
    ...{ name, title, shortName, says, queue, accepts },
    flags: withKeys(name, flags),
    params: listedParams(pipeline),
    tools: tools.map(({ program }) => program),
  };
};

/** Each of them with the key by which STDWeb knows it. */
const withKeys = <T extends object>(
  pipeline: string,
  all: Readonly<Record<string, T>>,
): Record<string, T & { readonly stdweb?: string }> =>
  Object.fromEntries(
    Object.entries(all).map(([name, one]) => {
      const stdweb = stdwebKeyOf(pipeline, name);
      return [name, stdweb === undefined ? one : { ...one, stdweb }];
    }),
  );

function listedParams(pipeline: Pipeline): Readonly<Record<string, unknown>> {
  const { properties, ...schema } = paramsSchema(pipeline);
  return isSchemas(properties) ? { ...schema, properties: withKeys(pipeline.name, properties) } : schema;
}

const isSchemas = (value: unknown): value is Readonly<Record<string, object>> =>
  typeof value === 'object' && value !== null;
