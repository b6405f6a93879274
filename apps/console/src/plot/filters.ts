export type Glyph = 'circle' | 'square' | 'diamond' | 'triangle' | 'pentagon' | 'cross' | 'plus' | 'star';

/** How a filter is drawn. Colour, symbol and dash each tell it alone: hue is lost in the red theme. */
export interface FilterStyle {
  /** Name of a colour of the theme, without the dashes. */
  readonly colour: string;
  readonly glyph: Glyph;
  readonly dash: readonly number[];
}

const style = (colour: string, glyph: Glyph, ...dash: number[]): FilterStyle => ({ colour, glyph, dash });

/** Symbols and order after Rubin RTN-045 where it does not collide with the triangle of limits; one table for all plots. */
const STYLES: Readonly<Record<string, FilterStyle>> = {
  u: style('f-u', 'circle', 6, 4),
  b: style('f-b', 'pentagon', 8, 3, 2, 3),
  g: style('f-g', 'triangle', 2, 3),
  v: style('f-v', 'circle'),
  r: style('f-r', 'square', 5, 3),
  i: style('f-i', 'diamond', 8, 3, 2, 3, 2, 3),
  z: style('f-z', 'star', 3, 3),
  y: style('f-y', 'plus', 1, 4),
  c: style('f-c', 'cross', 10, 4),
};

const ALIASES: Readonly<Record<string, string>> = {
  l: 'c',
  w: 'c',
  clear: 'c',
  open: 'c',
  none: 'c',
  rc: 'r',
  ic: 'i',
};
const OTHERS = Object.values(STYLES);

const hash = (text: string): number => [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973, 7);

/** The style of a filter by its usual name (`V`, `R`, `sdss_r`, `Clear`); an unknown name always gets the same one. */
export const filterStyle = (filter: string): FilterStyle => {
  const bare = filter
    .toLowerCase()
    .replace(/^(sdss|bessell?|johnson|cousins|ps1|ztf)[\s_-]?/, '')
    .replace(/['′]$/, '');
  const known = STYLES[ALIASES[bare] ?? bare];
  return known ?? OTHERS[hash(filter) % OTHERS.length] ?? style('f-c', 'cross');
};
