/** What jsonb refuses in a text: a NUL, and half of a surrogate pair, which `JSON.stringify` writes as an escape. */
const REFUSED = /\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g;

export interface KeptPayload {
  /** JSON that jsonb takes; where it could not hold a character, that is shown as its escape, e.g. `\u0000`. */
  readonly payload: string;
  /** The JSON as it was, where the other is not the same. */
  readonly original: string | null;
}

/** A payload for a column of type jsonb, whatever it holds. */
export function keptPayload(payload: unknown): KeptPayload {
  const original = JSON.stringify(payload ?? null);
  const shown = original.replaceAll(REFUSED, (escape) => (escape === '\\\\' ? escape : `\\${escape}`));
  return { payload: shown, original: shown === original ? null : original };
}

/** A text for a column of type text, which holds no NUL. */
export const asText = (text: string | null): string | null => text?.replaceAll('\0', '\\u0000') ?? null;
