/**
 * Where among some values a text is that no database keeps: one with a NUL, or with half of a surrogate pair. JSON and
 * percent-encoding can both carry them; names count as well as values.
 * @returns the path to it, from `at` on; undefined when all is well
 */
export function unstorableText(value: unknown, at: string): string | undefined {
  if (typeof value === 'string') return /[\0\p{Surrogate}]/u.test(value) ? at : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, each] of Object.entries(value)) {
    if (unstorableText(name, at) !== undefined) return `the name of a field in ${at}`;
    const found = unstorableText(each, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
