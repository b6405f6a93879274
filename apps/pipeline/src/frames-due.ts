/** Whether so many frames are a reason to begin, and which. */
export type Due = { readonly due: true; readonly at: number } | { readonly due: false; readonly because: string };

/** So many times as many frames make a template that is better by a fifth of its noise. */
const GROWTH = 1.5;

/**
 * Whether what is made of many frames is due: at the first count, and again at each one that is half as large again: 5,
 * 8, 12, 18, 27… The count that is reached names it, so that it is made once however often that is asked.
 */
export function framesDue(frames: number, first: number): Due {
  if (frames < first) return { due: false, because: `${frames} of ${first} frames are measured` };
  let at = first;
  for (let next = at; next <= frames; next = Math.max(at + 1, Math.ceil(GROWTH * at))) at = next;
  return { due: true, at };
}
