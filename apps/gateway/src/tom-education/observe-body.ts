import { z } from 'zod';

/** What `POST /api/observe/` takes, in the keys of tom_education. */
export const ObserveBody = z.object({
  target: z.string().describe('Identifier of a target.'),
  template_name: z.string(),
  facility: z.string().describe('A telescope of the site.'),
  overrides: z.record(z.string(), z.unknown()).optional().describe('Fields that take the place of the template’s.'),
  email: z.email().max(254).describe('Who is told of new data.'),
});
export type ObserveBody = z.output<typeof ObserveBody>;

/** What is wrong with a body, as pages made for tom_education show it: sentences by field. */
export type BodyVerdict =
  | { readonly ok: true; readonly body: ObserveBody }
  | { readonly ok: false; readonly errors: Readonly<Record<string, readonly string[]>> };

const WRONG: Readonly<Record<string, string>> = {
  email: 'Enter a valid email address.',
  overrides: 'Expected a dictionary of items.',
};

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

export function readBody(given: unknown): BodyVerdict {
  const parsed = ObserveBody.safeParse(given ?? {});
  if (parsed.success) return { ok: true, body: parsed.data };
  const fields =
    typeof given === 'object' && given !== null ? new Map<string, unknown>(Object.entries(given)) : new Map();
  const wrong = [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? 'non_field_errors')))];
  const says = (field: string): string =>
    isBlank(fields.get(field)) ? 'This field is required.' : (WRONG[field] ?? 'Not a valid string.');
  return { ok: false, errors: Object.fromEntries(wrong.map((field) => [field, [says(field)]])) };
}
