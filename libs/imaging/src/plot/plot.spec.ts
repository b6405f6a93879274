import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawFigure } from './draw.js';
import type { Shape } from './drawing.js';
import type { Figure, PlotPanel } from './figure.js';
import { logScale, scale } from './scale.js';
import { svgOf } from './svg.js';
import { powerTicks, roundTicks, tickTexts } from './ticks.js';

const size = { widthPx: 800, heightPx: 600 };
const figureOf = (...panels: PlotPanel[]): Figure => ({ name: 'a', title: 'A plot', columns: 1, panels });
const textsOf = (shapes: readonly Shape[]): string[] =>
  shapes.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
const points = (xs: readonly number[], ys: readonly number[]) =>
  ({ kind: 'points', says: 'seen', ink: 'good', xs, ys }) as const;

describe('ticks of value', () => {
  it('step by 1, 2 or 5', () => {
    expect(roundTicks(17.3, 19.1, 5)).toEqual([17.5, 18, 18.5, 19]);
    expect(roundTicks(1, 3, 4)).toEqual([1, 1.5, 2, 2.5, 3]);
    expect(roundTicks(3, 3, 4)).toEqual([]);
  });

  it('say as many digits as tell neighbours apart', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.double({ min: 1e-4, max: 1e5, noNaN: true }),
        (from, span) => {
          const texts = tickTexts(roundTicks(from, from + span, 6));
          return new Set(texts).size === texts.length && !texts.some((text) => /^-0(\.0+)?$/.test(text));
        },
      ),
    );
  });

  it('are powers of ten on a logarithmic axis, with twos and fives where those are few', () => {
    expect(powerTicks(0.5, 2000)).toEqual([1, 10, 100, 1000]);
    expect(powerTicks(3, 60)).toEqual([5, 10, 20, 50]);
    expect(powerTicks(-1, 10)).toEqual([]);
  });
});

describe('a scale', () => {
  it('leads to a pixel and back, straight and by powers of ten', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (value) => {
        const [straight, powers] = [scale(0, 1e6, 50, 750), logScale(0.001, 1e6, 50, 750)];
        const back = [straight.value(straight.px(value)) - value, powers.value(powers.px(value)) / value - 1] as const;
        return Math.abs(back[0]) < 1e-6 && Math.abs(back[1]) < 1e-9;
      }),
    );
    expect(logScale(1, 100, 0, 10).px(10)).toBeCloseTo(5);
  });
});

describe('a drawing', () => {
  it('puts each point where its values are on the axes; magnitudes may fall', () => {
    const panel: PlotPanel = {
      x: { label: 'x', range: [0, 10] },
      y: { label: 'mag', range: [20, 10] },
      marks: [points([5], [12.5])],
    };
    const { panels, shapes } = drawFigure(figureOf(panel), size);
    const [drawn] = panels;
    if (!drawn) throw new Error('there is a panel');
    const { box, x, y } = drawn;
    expect(x.px(5)).toBeCloseTo((box.left + box.right) / 2);
    expect(y.px(12.5)).toBeCloseTo(box.top + (box.bottom - box.top) / 4);
    const place = `M${Number(x.px(5).toFixed(2))} ${Number(y.px(12.5).toFixed(2))}`;
    expect(shapes.some((shape) => shape.kind === 'path' && shape.ink === 'good' && shape.d.startsWith(place))).toBe(
      true,
    );
  });

  it('leaves out what is beyond its axes, and says how many', () => {
    const panel: PlotPanel = {
      x: { label: 'x', range: [0, 10] },
      y: { label: 'y', range: [0, 1] },
      marks: [points([1, 2, 3, NaN], [0.5, 7, -1, 0])],
    };
    expect(textsOf(drawFigure(figureOf(panel), size).shapes)).toContain('2 beyond the axes');
  });

  it('stays on the paper, whatever it is given', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, 1e300, -1e300));
    const values = fc.array(value, { maxLength: 12 });
    const marks = fc.oneof(
      fc.tuple(values, values).map(([xs, ys]) => points(xs, ys)),
      fc.tuple(values, values).map(([xs, ys]) => ({ kind: 'line', says: 'model', ink: 'model', xs, ys }) as const),
      fc
        .array(value, { minLength: 4, maxLength: 4 })
        .map((of) => ({ kind: 'cells', says: 'map', columns: 2, rows: 2, values: of, isSigned: true }) as const),
    );
    const numbers = (d: string): number[] =>
      (d.match(/[MLHV][^a-zMLHVZ]+/g) ?? []).flatMap((part) => part.slice(1).trim().split(/\s+/).map(Number));
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 3 }), fc.boolean(), (drawn, isLog) => {
        const panel: PlotPanel = { x: { label: 'x' }, y: { label: 'y', isLog }, marks: drawn };
        return drawFigure(figureOf(panel), size).shapes.every((shape) =>
          shape.kind === 'text'
            ? Number.isFinite(shape.x + shape.y)
            : numbers(shape.d).every((at) => at >= -1 && at <= 801),
        );
      }),
    );
  });

  it('gives a step on the frame the same length on either axis', () => {
    const panel: PlotPanel = {
      x: { label: 'x', range: [0, 2000] },
      y: { label: 'y', range: [0, 500] },
      marks: [],
      isSquare: true,
    };
    const [drawn] = drawFigure(figureOf(panel), size).panels;
    if (!drawn) throw new Error('there is a panel');
    expect(drawn.x.px(100) - drawn.x.px(0)).toBeCloseTo(drawn.y.px(0) - drawn.y.px(100));
  });

  it('is an SVG whose words cannot become markup', () => {
    const text = svgOf(drawFigure({ ...figureOf(), title: '<script>"&\u0007' }, size), 'Sans');
    expect(text).toContain('&#60;script&#62;&#34;&#38; <');
    expect(text).toContain('width="800" height="600"');
  });
});
