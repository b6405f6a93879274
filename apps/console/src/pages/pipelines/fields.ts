import type { Column } from '../../shown/cells.js';
import { fine, readJson, wrong, type Read } from './read.js';
import { readRows } from './rows.js';

/** A parameter of a pipeline as a field of a form, made from its JSON schema. */
export interface Field {
  readonly name: string;
  readonly kind: 'number' | 'integer' | 'boolean' | 'choice' | 'text' | 'rows' | 'json';
  readonly says: string;
  readonly unit: string | null;
  /** STDWeb's key for it, where it has one. */
  readonly stdweb: string | null;
  /** Heading that it stands under. */
  readonly group: string;
  readonly choices: readonly string[];
  /** Of a list of rows of numbers: what stands in a row. */
  readonly columns: readonly Column[];
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
      return columnsIn(schema).length ? 'rows' : 'json';
  }
};

/** The numbers of a row, where a schema is a list of objects that hold nothing else. */
const columnsIn = ({ type, items }: Schema): Column[] => {
  const properties = type === 'array' && isObject(items) ? items['properties'] : undefined;
  const parts = isObject(properties) ? Object.entries(properties) : [];
  const columns = parts.flatMap(([name, part]): Column[] =>
    isObject(part) && (part['type'] === 'number' || part['type'] === 'integer')
      ? [{ name, says: textIn(part, 'description'), unit: textIn(part, 'unit') }]
      : [],
  );
  return columns.length === parts.length ? columns : [];
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
      stdweb: textIn(property, 'stdweb') || null,
      group: textIn(property, 'group') || 'Parameters',
      choices: kindOf(property) === 'choice' ? (property['enum'] as string[]) : [],
      columns: columnsIn(property),
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

/** The default as a sentence; without one the words of the field say what is taken. */
export const usualSays = ({ default: usual, unit }: Pick<Field, 'default' | 'unit'>): string => {
  if (usual === undefined) return '';
  if (Array.isArray(usual) && usual.length === 0) return 'Default: none.';
  return `Default: ${written(usual)}${unit ? ` ${unit}` : ''}.`;
};

/** What a text in a field means. An empty field is its default; whether the rest is lawful the server says. */
export const readField = ({ kind, min, max, choices, columns, default: usual }: Field, text: string): Read => {
  if (text.trim() === '') return usual === undefined && kind !== 'text' ? wrong('a value is wanted') : fine(usual);
  if (kind === 'text') return fine(text);
  if (kind === 'choice') return choices.includes(text) ? fine(text) : wrong(`one of ${choices.join(', ')} is wanted`);
  if (kind === 'boolean') return text === 'true' || text === 'false' ? fine(text === 'true') : wrong('true or false');
  if (kind === 'json') return readJson(text);
  if (kind === 'rows') return readRows(text, columns);
  const value = Number(text);
  if (!Number.isFinite(value)) return wrong('a number is wanted');
  if (kind === 'integer' && !Number.isInteger(value)) return wrong('a whole number is wanted');
  if (min !== null && value < min) return wrong(`at least ${min}`);
  return max !== null && value > max ? wrong(`at most ${max}`) : fine(value);
};
