import type { Header } from '../fits/header.js';
import { excluded, type Image } from '../image.js';
import { median } from '../statistics/robust.js';
import type { Edited } from './provenance.js';

/** Brings the median of every row (`horizontal` stripes) or column (`vertical` ones) to that of the frame. */
export function destripe(
  { header, image }: { readonly header: Header; readonly image: Image },
  direction: 'horizontal' | 'vertical',
  mask?: Uint8Array,
): Edited {
  const { widthPx, heightPx } = image;
  const data = Float32Array.from(image.data);
  const value = (at: number): number => (excluded(data[at] ?? NaN, mask, at) ? NaN : (data[at] ?? NaN));
  const level = median(mask ? data.map((_, at) => value(at)) : data);
  const [lines, length] = direction === 'horizontal' ? [heightPx, widthPx] : [widthPx, heightPx];
  const place = (line: number, i: number): number =>
    direction === 'horizontal' ? line * widthPx + i : i * widthPx + line;
  for (let line = 0; line < lines; line++) {
    const own = median(Float64Array.from({ length }, (_, i) => value(place(line, i))));
    if (Number.isNaN(own)) continue;
    for (let i = 0; i < length; i++) data[place(line, i)] = (data[place(line, i)] ?? NaN) - own + level;
  }
  const what = direction === 'horizontal' ? 'rows' : 'columns';
  return {
    header,
    image: { widthPx, heightPx, data },
    provenance: [`destriped: the median of the ${what} brought to ${level.toFixed(2)} ADU`],
  };
}
