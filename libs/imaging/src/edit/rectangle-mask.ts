/** A rectangle in FITS pixels, its corners in any order; a pixel belongs to it when its centre does. */
export interface Rectangle {
  readonly x1Px: number;
  readonly y1Px: number;
  readonly x2Px: number;
  readonly y2Px: number;
}

/** Mask of the pixels in any of the rectangles (1 = bad); `inverted` masks all the others instead. */
export function rectangleMask(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  rectangles: readonly Rectangle[],
  inverted = false,
): { readonly mask: Uint8Array; readonly provenance: readonly string[] } {
  const mask = new Uint8Array(widthPx * heightPx).fill(inverted ? 1 : 0);
  for (const { x1Px, x2Px, y1Px, y2Px } of rectangles) {
    const [left, right] = span(x1Px, x2Px, widthPx);
    const [bottom, top] = span(y1Px, y2Px, heightPx);
    for (let y = bottom; y <= top; y++)
      mask.fill(inverted ? 0 : 1, y * widthPx + left, y * widthPx + Math.max(left, right + 1));
  }
  const what = rectangles.length === 1 ? '1 rectangle' : `${rectangles.length} rectangles`;
  return { mask, provenance: [inverted ? `everything outside ${what} masked` : `${what} masked`] };
}

/** First and last index whose centre lies between two FITS coordinates; the last before the first when there is none. */
const span = (a: number, b: number, count: number): [number, number] => [
  Math.max(0, Math.ceil(Math.min(a, b)) - 1),
  Math.min(count - 1, Math.floor(Math.max(a, b)) - 1),
];
