import { z } from 'zod';
import { AcceptsShape } from '../lawful-definition.js';

const labels = {
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  unit: z.string().exactOptional(),
};
const range = {
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  exclusiveMinimum: z.number().exactOptional(),
  exclusiveMaximum: z.number().exactOptional(),
};

const Param = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('number'), default: z.number().exactOptional(), ...range, ...labels }),
  z.strictObject({ type: z.literal('integer'), default: z.int().exactOptional(), ...range, ...labels }),
  z.strictObject({ type: z.literal('boolean'), default: z.boolean().exactOptional(), ...labels }),
  z.strictObject({
    type: z.literal('string'),
    default: z.string().exactOptional(),
    enum: z.array(z.string()).min(1).exactOptional(),
    pattern: z.string().exactOptional(),
    minLength: z.int().nonnegative().exactOptional(),
    maxLength: z.int().positive().exactOptional(),
    ...labels,
  }),
]);

const paramName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * Any program as a pipeline: what a person must know of it, and the one command line it is started with. Nothing that a
 * user sets is on that line; the job is a line of JSON on its standard input.
 */
export const Manifest = z.strictObject({
  $schema: z.string().optional(),
  name: z.string(),
  title: z.string(),
  shortName: z.string().optional(),
  says: z.string(),
  queue: z.string(),
  // a program is told its inputs before it begins: it cannot take one into use
  accepts: AcceptsShape.omit({ kept: true }).strict(),
  flags: z
    .record(z.string(), z.strictObject({ default: z.boolean(), title: z.string(), says: z.string().exactOptional() }))
    .optional(),
  params: z
    .record(z.string().regex(paramName, 'is a letter, then letters, digits and _'), Param)
    .optional()
    .describe('JSON schema of each parameter: number, integer, boolean or string with default and limits.'),
  command: z
    .array(z.string().min(1))
    .min(1)
    .describe('The program and its arguments. What begins with ./ lies beside the manifest.'),
  package: z.string().optional().describe('Debian’s package that brings the program. Default: of the same name.'),
  timeoutS: z.number().positive().max(86_400).default(600),
  network: z.boolean().default(false),
});
export type Manifest = z.output<typeof Manifest>;

/** The parameters of a manifest as a schema: what has no default must be given. */
export function paramsOf({ params = {} }: Manifest): z.ZodType {
  const required = Object.keys(params).filter((name) => params[name]?.default === undefined);
  return z.fromJSONSchema({ type: 'object', properties: params, required, additionalProperties: false });
}
