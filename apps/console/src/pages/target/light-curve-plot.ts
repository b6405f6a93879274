import { roundTicks } from '@nightjar/imaging/browser';
import uPlot from 'uplot';
import { filterStyle } from '../../plot/filters.js';
import { glyphPath, isStroked, limitPath } from '../../plot/glyph.js';
import { tickLabel } from '../../plot/ticks.js';
import { utcTime } from '../../shown/time.js';
import { themeColour } from '../../shell/theme.js';
import { logTicks, magRange, msOfMjd, utcTicks, xRange, type CurvePoint, type TimeAxis } from './rules.js';

const RADIUS = 5;
const FONT = '12px system-ui, sans-serif';

export interface PlotFacts {
  readonly points: readonly CurvePoint[];
  readonly axis: TimeAxis;
  readonly triggerMs: number | null;
  readonly width: number;
  readonly height: number;
}

const bounds = (u: uPlot, key: string): [number, number] => [u.scales[key]?.min ?? 0, u.scales[key]?.max ?? 1];
const most = (u: uPlot, px: number): number => Math.max(2, Math.floor(u.width / px));

const axisLook = (): Partial<uPlot.Axis> => {
  const line = themeColour('grid');
  return {
    stroke: themeColour('muted'),
    size: 34,
    labelSize: 20,
    // Without this uPlot writes no label but powers of ten on a logarithmic axis.
    filter: (_, splits) => splits,
    font: FONT,
    labelFont: FONT,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, size: 5 },
  };
};

const mjdDigits = (u: uPlot): number => {
  const [from, to] = bounds(u, 'x');
  return to - from > 1 ? 1 : to - from > 0.1 ? 3 : to - from > 0.01 ? 4 : 5;
};

const mjdAxes = (): uPlot.Axis[] => [
  {
    ...axisLook(),
    scale: 'x',
    side: 2,
    label: 'MJD (UTC)',
    splits: (u) => roundTicks(...bounds(u, 'x'), most(u, 130)),
    values: (u, splits) => splits.map((mjd) => mjd.toFixed(mjdDigits(u))),
  },
  {
    ...axisLook(),
    scale: 'x',
    side: 0,
    label: 'UTC',
    grid: { show: false },
    splits: (u) => utcTicks(...bounds(u, 'x'), most(u, 100)).mjd,
    values: (u, splits) =>
      splits.map((mjd) => tickLabel(Math.round(msOfMjd(mjd)), utcTicks(...bounds(u, 'x'), most(u, 100)).stepMs)),
  },
];

const logAxes = (triggerMs: number): uPlot.Axis[] => [
  {
    ...axisLook(),
    scale: 'x',
    side: 2,
    label: 'time since trigger (s)',
    splits: (u) => logTicks(...bounds(u, 'x'), most(u, 60)),
    values: (_, splits) => splits.map((s) => String(s)),
  },
  {
    ...axisLook(),
    scale: 'x',
    side: 0,
    label: 'UTC',
    grid: { show: false },
    splits: (u) => logTicks(...bounds(u, 'x'), most(u, 110)),
    values: (_, splits) => splits.map((s) => utcTime(new Date(triggerMs + s * 1000))),
  },
];

const magAxis = (): uPlot.Axis => ({
  ...axisLook(),
  scale: 'mag',
  side: 3,
  label: 'magnitude',
  size: 56,
  splits: (u) => roundTicks(...bounds(u, 'mag'), 8),
  values: (_, splits) =>
    splits.map((mag) => mag.toFixed(splits.length > 1 && Math.abs((splits[1] ?? 0) - (splits[0] ?? 0)) < 0.1 ? 2 : 1)),
});

/** Where a point is on the canvas, in CSS pixels of the plotting area. */
export const placeOf =
  (u: uPlot) =>
  (point: CurvePoint): readonly [number, number] => [u.valToPos(point.x, 'x'), u.valToPos(point.mag, 'mag')];

const drawError = (g: CanvasRenderingContext2D, u: uPlot, point: CurvePoint, x: number): void => {
  const [top, bottom] = [point.mag - point.error, point.mag + point.error].map((mag) => u.valToPos(mag, 'mag'));
  if (top === undefined || bottom === undefined) return;
  g.beginPath();
  g.moveTo(x, top);
  g.lineTo(x, bottom);
  for (const y of [top, bottom]) {
    g.moveTo(x - 3, y);
    g.lineTo(x + 3, y);
  }
  g.stroke();
};

const drawPoint = (g: CanvasRenderingContext2D, u: uPlot, point: CurvePoint): void => {
  const { colour, glyph } = filterStyle(point.datum.filter);
  const [x, y] = placeOf(u)(point);
  g.strokeStyle = g.fillStyle = themeColour(colour);
  g.lineWidth = 1.4;
  if (!point.isLimit) drawError(g, u, point, x);
  g.save();
  g.translate(x, y);
  const path = new Path2D(point.isLimit ? limitPath(RADIUS) : glyphPath(glyph, RADIUS));
  if (point.isLimit || isStroked(glyph)) g.stroke(path);
  else g.fill(path);
  g.restore();
};

/** A thin dashed line through the measurements of each filter leads the eye; it is no model. */
const drawLines = (g: CanvasRenderingContext2D, u: uPlot, points: readonly CurvePoint[]): void => {
  for (const filter of new Set(points.map(({ datum }) => datum.filter))) {
    const { colour, dash } = filterStyle(filter);
    g.save();
    g.strokeStyle = themeColour(colour);
    g.globalAlpha = 0.45;
    g.lineWidth = 1;
    g.setLineDash([...dash]);
    g.beginPath();
    points
      .filter((p) => p.datum.filter === filter && !p.isLimit)
      .forEach((p, i) => (i ? g.lineTo(...placeOf(u)(p)) : g.moveTo(...placeOf(u)(p))));
    g.stroke();
    g.restore();
  }
};

const draw = (u: uPlot, points: readonly CurvePoint[]): void => {
  const g = u.ctx;
  const ratio = devicePixelRatio;
  g.save();
  g.beginPath();
  g.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  g.clip();
  g.scale(ratio, ratio);
  g.translate(u.bbox.left / ratio, u.bbox.top / ratio);
  drawLines(g, u, points);
  for (const point of points) drawPoint(g, u, point);
  g.restore();
};

/** Options of the plot: uPlot keeps scales, axes and zoom; the points are drawn here, since it knows no limits or errors. */
export const plotOptions = (facts: PlotFacts, hover: (u: uPlot) => void): uPlot.Options => {
  const { points, axis, triggerMs, width, height } = facts;
  const log = axis === 'log' && triggerMs !== null;
  const whole = xRange(points, axis);
  const [first, last] = [points[0]?.x, points.at(-1)?.x];
  return {
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: true }, points: { show: false }, y: false },
    scales: {
      x: {
        time: false,
        distr: log ? 3 : 1,
        range: (_, min, max) => (min === first && max === last ? whole : [min, max]),
      },
      mag: { dir: -1, range: () => magRange(points) },
    },
    series: [{}, { scale: 'mag', paths: () => null, points: { show: false } }],
    axes: [...(log ? logAxes(triggerMs) : mjdAxes()), magAxis()],
    hooks: { draw: [(u) => draw(u, points)], setCursor: [hover] },
  };
};

export const plotData = (points: readonly CurvePoint[]): uPlot.AlignedData => [
  points.map(({ x }) => x),
  points.map(({ mag }) => mag),
];
