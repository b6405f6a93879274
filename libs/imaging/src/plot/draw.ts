import { axisTexts, gridLines } from './draw-axes.js';
import { colourBar } from './draw-cells.js';
import { drawMark, legend } from './draw-mark.js';
import { frameOf, path, words, type Box, type DrawnPanel, type Drawing, type Shape } from './drawing.js';
import type { Axis, Figure, PlotPanel } from './figure.js';
import { rangeOf, type Range } from './range.js';
import { logScale, scale, type Scale } from './scale.js';

const MARGIN = { left: 66, right: 16, top: 30, bottom: 44, bar: 76, title: 30 };

/** Where every line, mark and word of a figure goes. Marks beyond the axes are left out, and counted on the panel. */
export function drawFigure(figure: Figure, { widthPx, heightPx }: { widthPx: number; heightPx: number }): Drawing {
  const rows = Math.ceil(figure.panels.length / figure.columns);
  const [across, down] = [widthPx / figure.columns, (heightPx - MARGIN.title) / rows];
  const drawn = figure.panels.map((panel, i) => {
    const [column, row] = [i % figure.columns, Math.floor(i / figure.columns)];
    const [left, top] = [column * across, MARGIN.title + row * down];
    return drawPanel(panel, { left, top, right: left + across, bottom: top + down });
  });
  const title = words(figure.title, widthPx / 2, 21, { size: 15 });
  return {
    ...{ widthPx, heightPx, panels: drawn.map(({ panel }) => panel) },
    shapes: [title, ...drawn.flatMap(({ shapes }) => shapes)],
  };
}

function drawPanel(panel: PlotPanel, whole: Box): { readonly panel: DrawnPanel; readonly shapes: readonly Shape[] } {
  const cells = panel.marks.find((mark) => mark.kind === 'cells');
  const [xRange, yRange] = [rangeOf(panel, 'x'), rangeOf(panel, 'y')];
  const room = {
    ...{ left: whole.left + MARGIN.left, right: whole.right - (cells ? MARGIN.bar : MARGIN.right) },
    ...{ top: whole.top + MARGIN.top, bottom: whole.bottom - MARGIN.bottom },
  };
  const box = panel.isSquare ? squared(room, xRange, yRange) : room;
  const x = scaleOf(panel.x, xRange, box.left, box.right);
  const y = scaleOf(panel.y, yRange, box.bottom, box.top);
  const drawn = panel.marks.map((mark) => drawMark(mark, x, y, box));
  const beyond = drawn.reduce((sum, one) => sum + one.beyond, 0);
  const shapes = [
    ...(cells ? [] : gridLines(panel, xRange, yRange, x, y, box)),
    ...drawn.flatMap(({ shapes }) => shapes),
    path(frameOf(box), 'ink'),
    ...axisTexts(panel, xRange, yRange, x, y, box),
    ...(cells ? colourBar(cells, box) : legend(panel.marks, box)),
    ...(beyond > 0
      ? [words(`${beyond} beyond the axes`, box.right, box.top - 8, { ink: 'muted', anchor: 'end' })]
      : []),
  ];
  return { shapes, panel: { box, x: { ...x, label: panel.x.label }, y: { ...y, label: panel.y.label } } };
}

const scaleOf = ({ isLog }: Axis, [from, to]: Range, fromPx: number, toPx: number): Scale =>
  (isLog ? logScale : scale)(from, to, fromPx, toPx);

/** The largest box within the room in which a step is as long on either axis, in its middle. */
function squared(room: Box, [x0, x1]: Range, [y0, y1]: Range): Box {
  const [width, height] = [room.right - room.left, room.bottom - room.top];
  const perPx = Math.max(Math.abs(x1 - x0) / width, Math.abs(y1 - y0) / height);
  const [spareX, spareY] = [width - Math.abs(x1 - x0) / perPx, height - Math.abs(y1 - y0) / perPx];
  return {
    ...{ left: room.left + spareX / 2, right: room.right - spareX / 2 },
    ...{ top: room.top + spareY / 2, bottom: room.bottom - spareY / 2 },
  };
}
