import type { Drawing, Shape } from './drawing.js';
import type { Ink } from './figure.js';

/** Colours on white paper that differ in brightness too. */
const COLOURS: Readonly<Record<Ink, string>> = {
  ink: '#222222',
  muted: '#6b7280',
  grid: '#e3e5e9',
  good: '#1f5fa8',
  bad: '#c2410c',
  model: '#0f766e',
  above: '#b91c1c',
  below: '#1d4ed8',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/\p{Cc}/gu, ' ');

function elementOf(shape: Shape): string {
  const colour = COLOURS[shape.ink];
  if (shape.kind === 'path') {
    const paint = shape.isFilled ? `fill="${colour}"` : `fill="none" stroke="${colour}"`;
    const dashes = shape.isDashed ? ' stroke-dasharray="6 4"' : '';
    return `<path d="${shape.d}" ${paint} opacity="${Number(shape.opacity.toFixed(3))}"${dashes}/>`;
  }
  const { x, y, sizePx, anchor, isUpright, text } = shape;
  const [px, py] = [x.toFixed(1), y.toFixed(1)];
  const turn = isUpright ? ` transform="rotate(-90 ${px} ${py})"` : '';
  return `<text x="${px}" y="${py}" font-size="${sizePx}" text-anchor="${anchor}" fill="${colour}"${turn}>${escaped(text)}</text>`;
}

/** A drawing as an SVG document on white, with words in `family`. */
export const svgOf = ({ widthPx, heightPx, shapes }: Drawing, family: string): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}" font-family="${escaped(family)}">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...shapes.map(elementOf),
    '</svg>\n',
  ].join('\n');
