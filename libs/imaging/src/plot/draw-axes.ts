import { fixed, path, words, type Box, type Shape } from './drawing.js';
import type { Axis, PlotPanel } from './figure.js';
import type { Range } from './range.js';
import type { Scale } from './scale.js';
import { powerTexts, powerTicks, roundTicks, tickTexts } from './ticks.js';

interface Ticks {
  readonly at: readonly number[];
  readonly texts: readonly string[];
}

function ticksOf({ isLog }: Axis, [from, to]: Range, lengthPx: number, apartPx: number): Ticks {
  const [low, high] = from < to ? [from, to] : [to, from];
  const at = isLog ? powerTicks(low, high) : roundTicks(low, high, Math.max(3, Math.floor(lengthPx / apartPx)));
  return { at, texts: isLog ? powerTexts(at) : tickTexts(at) };
}

const xTicks = ({ x }: PlotPanel, range: Range, box: Box): Ticks => ticksOf(x, range, box.right - box.left, 62);
const yTicks = ({ y }: PlotPanel, range: Range, box: Box): Ticks => ticksOf(y, range, box.bottom - box.top, 42);

export const gridLines = (panel: PlotPanel, xRange: Range, yRange: Range, x: Scale, y: Scale, box: Box): Shape[] => {
  const down = xTicks(panel, xRange, box).at.map((at) => `M${fixed(x.px(at))} ${fixed(box.top)}V${fixed(box.bottom)}`);
  const across = yTicks(panel, yRange, box).at.map(
    (at) => `M${fixed(box.left)} ${fixed(y.px(at))}H${fixed(box.right)}`,
  );
  return [path([...down, ...across].join(''), 'grid')];
};

export function axisTexts(panel: PlotPanel, xRange: Range, yRange: Range, x: Scale, y: Scale, box: Box): Shape[] {
  const [below, beside] = [xTicks(panel, xRange, box), yTicks(panel, yRange, box)];
  const notches = [
    ...below.at.map((at) => `M${fixed(x.px(at))} ${fixed(box.bottom)}v5`),
    ...beside.at.map((at) => `M${fixed(box.left)} ${fixed(y.px(at))}h-5`),
  ];
  return [
    path(notches.join(''), 'ink'),
    ...below.texts.map((text, i) => words(text, x.px(below.at[i] ?? 0), box.bottom + 18)),
    ...beside.texts.map((text, i) => words(text, box.left - 8, y.px(beside.at[i] ?? 0) + 4, { anchor: 'end' })),
    words(panel.x.label, (box.left + box.right) / 2, box.bottom + 36),
    words(panel.y.label, box.left - 50, (box.top + box.bottom) / 2, { upright: true }),
  ];
}
