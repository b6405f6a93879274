import type { Glyph } from './filters.js';

const polygon = (sides: number, turnDeg: number): (readonly [number, number])[] =>
  Array.from({ length: sides }, (_, k) => {
    const a = ((turnDeg + (360 * k) / sides) * Math.PI) / 180;
    return [Math.cos(a), Math.sin(a)];
  });

const star = polygon(10, -90).map(([x, y], k) => [x * (k % 2 ? 0.45 : 1.15), y * (k % 2 ? 0.45 : 1.15)] as const);

const OUTLINES: Readonly<Partial<Record<Glyph, readonly (readonly [number, number])[]>>> = {
  square: polygon(4, 45).map(([x, y]) => [x * 1.15, y * 1.15] as const),
  diamond: polygon(4, 0).map(([x, y]) => [x * 1.2, y * 1.2] as const),
  triangle: polygon(3, -90).map(([x, y]) => [x * 1.2, y * 1.2] as const),
  pentagon: polygon(5, -90).map(([x, y]) => [x * 1.1, y * 1.1] as const),
  star,
};

const STROKES: Readonly<Partial<Record<Glyph, string>>> = {
  cross: 'M-0.9-0.9L0.9 0.9M-0.9 0.9L0.9-0.9',
  plus: 'M-1.1 0H1.1M0-1.1V1.1',
};

/** The glyph about the origin with a radius in pixels, as an SVG path: the same for canvas (Path2D) and legend. */
export const glyphPath = (glyph: Glyph, radius: number): string => {
  const size = (value: number): string => (value * radius).toFixed(2);
  const outline = OUTLINES[glyph];
  if (outline) return `${outline.map(([x, y], i) => `${i ? 'L' : 'M'}${size(x)} ${size(y)}`).join('')}Z`;
  const stroke = STROKES[glyph];
  if (stroke) return stroke.replace(/-?\d+(\.\d+)?/g, (n) => ` ${size(Number(n))}`);
  return `M${size(-1)} 0A${size(1)} ${size(1)} 0 1 0 ${size(1)} 0A${size(1)} ${size(1)} 0 1 0 ${size(-1)} 0Z`;
};

/** Glyphs without an inside are stroked, the others filled. */
export const isStroked = (glyph: Glyph): boolean => STROKES[glyph] !== undefined;

/** A hollow triangle that points down, with an arrow below: fainter than this. */
export const limitPath = (radius: number): string => {
  const r = (value: number): string => (value * radius).toFixed(2);
  return `M${r(-1.1)} ${r(-0.7)}L${r(1.1)} ${r(-0.7)}L0 ${r(1.1)}ZM0 ${r(1.1)}L0 ${r(2.4)}M${r(-0.6)} ${r(1.8)}L0 ${r(2.4)}L${r(0.6)} ${r(1.8)}`;
};
