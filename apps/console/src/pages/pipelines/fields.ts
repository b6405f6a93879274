/** A parameter of a pipeline as a field of a form, made from its JSON schema. */
export interface Field {
  readonly name: string;
  readonly kind: 'number' | 'integer' | 'boolean' | 'choice' | 'text' | 'json';
  readonly says: string;
  readonly unit: string | null;
  /** Heading that it stands under. */
  readonly group: string;
  readonly choices: readonly string[];
  readonly min: number | null;
  readonly max: number | null;
  /** Undefined when it has none and must be given. */
  readonly default: unknown;
}

type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberIn = (schema: Schema, ...keys: readonly string[]): number | null =>
  keys.map((key) => schema[key]).find((value): value is number => typeof value === 'number') ?? null;
const textIn = (schema: Schema, key: string): string => (typeof schema[key] === 'string' ? schema[key] : '');

const kindOf = (schema: Schema): Field['kind'] => {
  if (Array.isArray(schema['enum'])) return schema['enum'].every((one) => typeof one === 'string') ? 'choice' : 'json';
  switch (schema['type']) {
    case 'number':
    case 'integer':
    case 'boolean':
      return schema['type'];
    case 'string':
      return 'text';
    default:
      return 'json';
  }
};

/** What fits into an integer of JSON says nothing to a person. */
const bound = (value: number | null): number | null =>
  value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;

/** The fields of a schema of parameters, in its order; what a field cannot show is edited as JSON. */
export const fieldsOf = (schema: Schema): Field[] => {
  const { properties } = schema;
  if (!isObject(properties)) return [];
  return Object.entries(properties)
    .filter((entry): entry is [string, Schema] => isObject(entry[1]))
    .map(([name, property]) => ({
      name,
      kind: kindOf(property),
      says: textIn(property, 'description'),
      unit: textIn(property, 'unit') || null,
      group: textIn(property, 'group') || 'Parameters',
      choices: kindOf(property) === 'choice' ? (property['enum'] as string[]) : [],
      min: bound(numberIn(property, 'minimum', 'exclusiveMinimum')),
      max: bound(numberIn(property, 'maximum', 'exclusiveMaximum')),
      default: property['default'],
    }));
};

/** Fields under their headings, in the order in which those come up first. */
export const groupsOf = (
  fields: readonly Field[],
): readonly { readonly name: string; readonly fields: readonly Field[] }[] =>
  [...new Set(fields.map(({ group }) => group))].map((name) => ({
    name,
    fields: fields.filter(({ group }) => group === name),
  }));

/** A value as it stands in its field. */
export const written = (value: unknown): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

export type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly because: string };

const fine = (value: unknown): Read => ({ ok: true, value });
const wrong = (because: string): Read => ({ ok: false, because });

/** What a text in a field means. An empty field is its default; whether the rest is lawful the server says. */
export const readField = ({ kind, min, max, choices, default: usual }: Field, text: string): Read => {
  if (text.trim() === '') return usual === undefined && kind !== 'text' ? wrong('a value is wanted') : fine(usual);
  if (kind === 'text') return fine(text);
  if (kind === 'choice') return choices.includes(text) ? fine(text) : wrong(`one of ${choices.join(', ')} is wanted`);
  if (kind === 'boolean') return text === 'true' || text === 'false' ? fine(text === 'true') : wrong('true or false');
  if (kind === 'json') {
    const json = readJson(text);
    return json.ok ? json : wrong(json.because);
  }
  const value = Number(text);
  if (!Number.isFinite(value)) return wrong('a number is wanted');
  if (kind === 'integer' && !Number.isInteger(value)) return wrong('a whole number is wanted');
  if (min !== null && value < min) return wrong(`at least ${min}`);
  return max !== null && value > max ? wrong(`at most ${max}`) : fine(value);
};

/** JSON, or where it breaks off. */
export const readJson = (text: string): Read => {
  try {
    return fine(JSON.parse(text));
  } catch (error) {
    return wrong(`this is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};
