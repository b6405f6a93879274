import { AngleSyntaxError, parsePosition } from '@nightjar/astro';

/** Where the target is, or what it is called. */
export type Place =
  | { readonly kind: 'position'; readonly name: string; readonly raDeg: number; readonly decDeg: number }
  | { readonly kind: 'name'; readonly name: string };

/** The first line of STDWeb's `target`. @returns undefined when there is none, or it is a pixel of the frame (`x=1 y=2`) */
export function placeOf(target: unknown): Place | undefined {
  const name = typeof target === 'string' ? (target.split('\n')[0] ?? '').trim() : '';
  if (name === '' || /^x\s*=/i.test(name)) return undefined;
  try {
    return { kind: 'position', name, ...parsePosition(name) };
  } catch (fault) {
    if (fault instanceof AngleSyntaxError) return { kind: 'name', name };
    throw fault;
  }
}
