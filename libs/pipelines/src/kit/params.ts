import { z } from 'zod';
import type { Pipeline } from './definition.js';
import { sentence } from './lawful-definition.js';

export type ParamsVerdict =
  { readonly ok: true; readonly params: unknown } | { readonly ok: false; readonly because: string };

/** The parameters of a run, with defaults filled in, or what is wrong with them. */
export function paramsFrom({ params }: Pick<Pipeline, 'params'>, given: unknown): ParamsVerdict {
  const checked = params.safeParse(given ?? {});
  if (checked.success) return { ok: true, params: checked.data };
  return { ok: false, because: `Wrong parameters: ${checked.error.issues.map(sentence).join('; ')}.` };
}

/** The JSON schema of what a caller may give. */
export const paramsSchema = ({ params }: Pick<Pipeline, 'params'>): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  return schema;
};
