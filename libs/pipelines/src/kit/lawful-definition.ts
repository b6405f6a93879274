import { DataProduct, PhotometryDatum } from '@nightjar/contracts';
import { z } from 'zod';
import { faultsOfFlags } from './flags.js';

const name = /^[a-z][a-z0-9-]{0,63}$/;
const suffix = /^\.[A-Za-z0-9][A-Za-z0-9._-]*$/;

export const AcceptsShape = z.object({
  target: z.enum(['needed', 'optional']),
  suffixes: z.array(z.string().regex(suffix, 'begins with a dot: .fits')).min(1).exactOptional(),
  types: z.array(DataProduct.shape.type).min(1).exactOptional(),
  atLeast: z.int().nonnegative(),
  data: PhotometryDatum.shape.kind.exactOptional(),
  kept: z.string().min(1).max(100).exactOptional(),
});

const Shape = z.object({
  name: z.string().regex(name, 'is lower case, with digits and dashes: difference-lightcurve'),
  title: z.string().min(1).max(100),
  shortName: z.string().regex(name, 'is lower case, with digits and dashes').optional(),
  says: z.string().min(1).max(500),
  queue: z.string().regex(name, 'is the name of a queue'),
  accepts: AcceptsShape,
  tools: z.array(z.object({ program: z.string(), package: z.string() }), 'is a list of declared tools').optional(),
  params: z.instanceof(z.ZodType, { error: 'is a schema of zod' }).optional(),
  run: z.custom((value) => typeof value === 'function', { error: 'is a function' }),
});

/** Everything that keeps a value from being a definition of a pipeline; empty when it is one. */
export function faultsOf(definition: unknown): string[] {
  if (typeof definition !== 'object' || definition === null) return ['a pipeline is an object: definePipeline({ … })'];
  const checked = Shape.safeParse(definition);
  const flags = 'flags' in definition ? faultsOfFlags(definition.flags) : [];
  return [...(checked.success ? [] : checked.error.issues.map(sentence)), ...flags];
}

/** `accepts.atLeast: …`, or the message alone where the whole value is wrong. */
export const sentence = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
