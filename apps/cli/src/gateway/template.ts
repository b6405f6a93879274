import { RequestTemplate } from '@nightjar/contracts';
import { z } from 'zod';
import { Exit, Stop } from '../exit.js';
import { query, type Gateway } from './gateway.js';

export const Templates = z.object({
  results: z.array(RequestTemplate),
  mayCreate: z.object({ ok: z.boolean(), because: z.string() }),
});

/** One template by its identifier, or by a name that only one has. @throws Stop */
export async function templateNamed(gateway: Gateway, idOrName: string): Promise<RequestTemplate> {
  const by = idOrName.startsWith('tpl_') ? undefined : idOrName;
  if (by === undefined) return gateway.json(RequestTemplate, `/api/request-templates/${encodeURIComponent(idOrName)}`);
  const { results } = await gateway.json(Templates, `/api/request-templates${query({ name: by })}`);
  const [template, ...others] = results;
  if (!template) throw new Stop(Exit.notFound, `there is no template ${idOrName}`);
  if (others.length > 0)
    throw new Stop(
      Exit.usage,
      `${results.length} templates go by ${idOrName}; say which: ${results.map(({ id }) => id).join(', ')}`,
    );
  return template;
}

/** Cells of a table. */
export const templateCells = ({ name, target, facility, open, id }: RequestTemplate): readonly string[] => [
  ...[name, target, facility, open ? 'open' : 'operators', id],
];

/** Fields that were typed as JSON. @throws Stop */
export function fieldsFrom(option: string, text: string | undefined): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(text ?? '{}');
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return { ...fields };
  } catch {
    // falls through to the one sentence
  }
  throw new Stop(
    Exit.usage,
    `--${option}: write an object as JSON, e.g. '{"filters": {"V": {"count": 4, "exposureS": 30}}}'`,
  );
}
