// A JSON schema as a table: one row for each field, nested ones with their path.

/** @typedef {Record<string, any>} Schema */

/** What may stand in a field, in a few words. @param {Schema} schema @returns {string} */
function kind(schema) {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(kind))].join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((/** @type {unknown} */ value) => `\`${value}\``).join(' ');
  if (schema.type === 'array') return `list of ${kind(schema.items ?? {})}`;
  if (schema.format === 'date-time') return 'time';
  return [schema.type ?? 'anything'].flat().join(' or ');
}

/** Bounds, unless they are only those of a safe integer. @param {Schema} schema */
function range(schema) {
  const safe = (/** @type {number | undefined} */ bound) =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const bounds = [
    safe(schema.minimum) && `≥ ${schema.minimum}`,
    safe(schema.exclusiveMinimum) && `> ${schema.exclusiveMinimum}`,
    safe(schema.maximum) && `≤ ${schema.maximum}`,
    safe(schema.exclusiveMaximum) && `< ${schema.exclusiveMaximum}`,
  ];
  return bounds.filter(Boolean).join(', ');
}

/** The object below a field, where there is one: directly, in a list, or as the one object among alternatives. @param {Schema} schema @returns {Schema | undefined} */
function inner(schema) {
  if (schema.properties) return schema;
  if (schema.items) return inner(schema.items);
  return (schema.anyOf ?? schema.oneOf ?? []).map(inner).find(Boolean);
}

const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** @param {Schema} schema @param {string} [path] @returns {string[][]} */
function rows(schema, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = `${path}${name}`;
    const below = inner(field);
    const required = schema.required?.includes(name) && field.default === undefined;
    const initially =
      field.default === undefined ? (required ? '' : 'optional') : `\`${JSON.stringify(field.default)}\``;
    const type = [kind(field), range(field)].filter(Boolean).join(' ');
    const row = [`\`${at}\``, type, field.unit ?? '', initially, field.description ?? ''];
    const list = field.type === 'array' ? '[]' : '';
    return [row, ...(below ? rows(below, `${at}${list}.`) : [])];
  });
}

/** @param {string[]} head @param {string[][]} body */
export const table = (head, body) =>
  [head, head.map(() => '---'), ...body].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** @param {Schema} schema */
export const fieldTable = (schema) => {
  const body = rows(schema);
  return body.length > 0 ? table(['field', 'type', 'unit', 'default', 'says'], body) : 'No fields.';
};
