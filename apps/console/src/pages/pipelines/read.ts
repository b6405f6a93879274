/** What a text in a field means, or why it means nothing. */
export type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly because: string };

export const fine = (value: unknown): Read => ({ ok: true, value });
export const wrong = (because: string): Read => ({ ok: false, because });

/** JSON, or where it breaks off. */
export const readJson = (text: string): Read => {
  try {
    return fine(JSON.parse(text));
  } catch (error) {
    return wrong(`this is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};
