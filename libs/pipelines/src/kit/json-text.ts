import { z } from 'zod';

/** A command line has objects and lists as their JSON text; any other value stays as it is. */
function fromJsonText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value; // the schema says what is wrong with it
  }
}

/** What the schema takes, also as its JSON text; forms and pages are told of the object or list itself. */
export function orJsonText<Type extends z.ZodType>(schema: Type) {
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { io: 'input' });
  return z.preprocess(fromJsonText, schema).meta(shape);
}
