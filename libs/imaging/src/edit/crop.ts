import type { Header } from '../fits/header.js';
import type { Image } from '../image.js';
import { EditError, type Edited } from './provenance.js';

/** Columns and rows counted from 0, the end not included. A negative number counts from the far edge; unset is the edge. */
export interface CropBox {
  readonly x1?: number;
  readonly x2?: number;
  readonly y1?: number;
  readonly y2?: number;
}

/**
 * Cuts a frame and moves its world coordinates along (CRPIX, LTV).
 * @throws EditError when nothing is left.
 */
export function crop({ header, image }: { readonly header: Header; readonly image: Image }, box: CropBox): Edited {
  const { widthPx, heightPx, data } = image;
  const [left, right] = range(box.x1, box.x2, widthPx);
  const [bottom, top] = range(box.y1, box.y2, heightPx);
  if (left >= right || bottom >= top) {
    throw new EditError('empty', `columns ${left} to ${right} and rows ${bottom} to ${top} hold no pixel of the frame`);
  }
  const cut = new Float32Array((right - left) * (top - bottom));
  for (let y = bottom, i = 0; y < top; y++) {
    for (let x = left; x < right; x++) cut[i++] = data[y * widthPx + x] ?? NaN;
  }
  return {
    header: shiftedHeader(header, left, bottom),
    image: { widthPx: right - left, heightPx: top - bottom, data: cut },
    provenance: [`cropped to columns ${left}:${right} and rows ${bottom}:${top} of ${widthPx} x ${heightPx}`],
  };
}

function range(from = 0, to: number | undefined, count: number): [number, number] {
  const place = (value: number): number => Math.max(0, Math.min(count, Math.round(value < 0 ? count + value : value)));
  return [place(from), place(to ?? count)];
}

/** The header of a part of a frame that begins `left` columns and `bottom` rows from its first pixel. */
export function shiftedHeader(header: Header, left: number, bottom: number): Header {
  const moved = (keyword: string, by: number) => {
    const value = header.number(keyword);
    return value === undefined ? [] : [{ keyword, value: value - by }];
  };
  const offset = (keyword: string, by: number) => ({ keyword, value: (header.number(keyword) ?? 0) - by });
  return header.with(
    ...moved('CRPIX1', left),
    ...moved('CRPIX2', bottom),
    offset('LTV1', left),
    offset('LTV2', bottom),
  );
}
