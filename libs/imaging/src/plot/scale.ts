/** A map from values to pixels and back. */
export interface Scale {
  readonly px: (value: number) => number;
  readonly value: (px: number) => number;
}

/** A straight map: `from` lies at `fromPx`, `to` at `toPx`. */
export const scale = (from: number, to: number, fromPx: number, toPx: number): Scale => {
  const perValue = (toPx - fromPx) / (to - from || 1);
  return { px: (value) => fromPx + (value - from) * perValue, value: (px) => from + (px - fromPx) / perValue };
};

/** A map that gives each power of ten the same length; both ends are positive. */
export const logScale = (from: number, to: number, fromPx: number, toPx: number): Scale => {
  const { px, value } = scale(Math.log10(from), Math.log10(to), fromPx, toPx);
  return { px: (one) => px(Math.log10(one)), value: (at) => 10 ** value(at) };
};
