/** A parameter that is an object or a list may come as its JSON text, as a command line has it; any other value stays as it is. */
export function fromJsonText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value; // the schema says what is wrong with it
  }
}
